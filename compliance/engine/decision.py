"""What was decided, as immutable values, and its JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeAlias

import simplejson

from compliance.rulepacks.models import Status, Verdict, When, Who

Law: TypeAlias = Literal["same", "old", "new"]
ElementState: TypeAlias = Literal["met", "claimed", "unmet", "unknown"]


@dataclass(frozen=True, slots=True)
class FineRange:
    """A fine that the subject can meet, in yuan; in multiples (`times`) of the unanswered `of`, amounts are None."""

    when: When
    who: Who
    min: Decimal | None
    max: Decimal | None
    may: bool
    sure: bool
    per: str | None = None
    of: str | None = None
    times: tuple[Decimal, Decimal] | None = None

    def as_json(self) -> dict[str, Any]:
        optional = {"per": self.per, "of": self.of, "times": self.times and [number(each) for each in self.times]}
        return {
            "when": self.when,
            "who": self.who,
            "min": number(self.min),
            "max": number(self.max),
            "may": self.may,
            "sure": self.sure,
            **{key: value for key, value in optional.items() if value is not None},
        }


@dataclass(frozen=True, slots=True)
class RuleReading:
    """One discretion rule held against a violation: the state of each of its elements, by id."""

    rule: str
    elements: tuple[tuple[str, ElementState], ...]

    @property
    def applies(self) -> bool:
        return all(state in ("met", "claimed") for _, state in self.elements)


@dataclass(frozen=True, slots=True)
class Reachable:
    """A lighter verdict's rule that is still in reach, and its elements not yet met."""

    rule: str
    verdict: Verdict
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on one violation, and why."""

    verdict: Verdict
    provisional: bool
    applied: tuple[str, ...]
    officer_decides: bool
    reachable: tuple[Reachable, ...]
    readings: tuple[RuleReading, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "verdict": self.verdict,
            "provisional": self.provisional,
            "applied": list(self.applied),
            "officer_decides": self.officer_decides,
            "reachable": [
                {"rule": each.rule, "verdict": each.verdict, "open": list(each.open)} for each in self.reachable
            ],
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one item. `penalty` is the index of the entry of its penalties whose fines are meant."""

    pack: str
    version: str
    item: str
    status: Status
    needs: tuple[str, ...] = ()
    law: Law = "same"
    officer_decides: bool = False
    fines: tuple[FineRange, ...] = ()
    outcome: Outcome | None = None
    penalty: int | None = None

    def with_outcome(self, outcome: Outcome) -> "Finding":
        """The same finding with the verdict on it."""
        case = (self.status, self.needs, self.law, self.officer_decides, self.fines, outcome, self.penalty)
        return Finding(self.pack, self.version, self.item, *case)  # dataclasses.replace takes five times as long

    def as_json(self) -> dict[str, Any]:
        return {
            "pack": self.pack,
            "version": self.version,
            "item": self.item,
            "status": self.status,
            "needs": list(self.needs),
            "law": self.law,
            "officer_decides": self.officer_decides,
            "fines": [fine.as_json() for fine in self.fines],
            "outcome": self.outcome and self.outcome.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """The findings of one assessment, in the packs' order."""

    as_of: date
    acted_on: date
    findings: tuple[Finding, ...]

    def as_json(self) -> dict[str, Any]:
        """The object that `decide --json` prints."""
        return {
            "as_of": self.as_of.isoformat(),
            "acted_on": self.acted_on.isoformat(),
            "findings": [finding.as_json() for finding in self.findings],
        }

    def with_status(self, *statuses: Status) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.status in statuses)


def number(value: Decimal | None) -> int | Decimal | None:
    """A whole amount as an integer."""
    return int(value) if value is not None and value == value.to_integral_value() else value


def to_json(value: Mapping[str, Any], indent: int | None = None) -> str:
    """JSON with exact decimals, the same text for the same value."""
    return str(simplejson.dumps(value, ensure_ascii=False, use_decimal=True, indent=indent))
