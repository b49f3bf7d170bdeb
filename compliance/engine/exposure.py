"""What all violations together may cost: one act is fined once, by the highest fine (行政处罚法 第29条)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from compliance.engine.decision import Finding, FineRange, number


@dataclass(frozen=True, slots=True)
class ActExposure:
    """One act: the items that punish it, and its highest fine; None where it isn't fined in a known amount."""

    act: str | None
    items: tuple[str, ...]
    fine: FineRange | None

    def as_json(self) -> dict[str, Any]:
        return {"act": self.act, "items": list(self.items), "fine": self.fine and self.fine.as_json()}


@dataclass(frozen=True, slots=True)
class Exposure:
    """All acts, and the sums of their fines in yuan.

    `open`: the unanswered facts of whose multiples some fine is, so that the sums may be higher.
    """

    min: Decimal
    max: Decimal
    acts: tuple[ActExposure, ...]
    open: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "min": number(self.min),
            "max": number(self.max),
            "acts": [act.as_json() for act in self.acts],
            "open": list(self.open),
        }


def exposure_of(findings: Iterable[Finding], acts: Mapping[str, str | None]) -> Exposure:
    """The exposure of the violations among the findings; `acts` gives the act of each item that has one."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.status == "violation":
            act = acts.get(finding.item)
            groups.setdefault(("act", act) if act else ("item", finding.item), []).append(finding)
    exposed = tuple(_act(name if kind == "act" else None, group) for (kind, name), group in groups.items())
    known = [act.fine for act in exposed if act.fine]
    fines = [fine for group in groups.values() for finding in group for fine in finding.fines]
    return Exposure(
        min=sum((fine.min for fine in known if fine.min is not None), Decimal(0)),
        max=sum((fine.max for fine in known if fine.max is not None), Decimal(0)),
        acts=exposed,
        open=tuple(dict.fromkeys(fine.of for fine in fines if fine.of)),
    )


def _act(act: str | None, findings: list[Finding]) -> ActExposure:
    amounts = [fine for finding in findings for fine in finding.fines if fine.max is not None]
    highest = max(amounts, key=lambda fine: (fine.max, fine.min), default=None)
    return ActExposure(act, tuple(finding.item for finding in findings), highest)
