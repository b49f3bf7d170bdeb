"""The self-check that a page is about, and the way from one of its pages to another."""

from typing import NamedTuple

from flask import redirect, url_for
from werkzeug.wrappers import Response

from compliance.services.evidence import evidence_of
from compliance.services.self_check.keep import KeptCheck, engine_of_today, load_check
from compliance.services.self_check.pages import SelfCheck
from compliance.services.self_check.steps import Step
from compliance.store.records.checks import EvidenceRecord
from compliance.web.context import the_office


class AtHand(NamedTuple):
    """A self-check as it is kept, its pages, and the evidence added to it."""

    kept: KeptCheck
    check: SelfCheck
    evidence: tuple[EvidenceRecord, ...]

    @property
    def proven(self) -> frozenset[str]:
        """The fields that evidence was added to, by their names."""
        return frozenset(each.about for each in self.evidence)

    def evidence_for(self, field: str) -> list[EvidenceRecord]:
        return [each for each in self.evidence if each.about == field]

    @property
    def loose_evidence(self) -> list[EvidenceRecord]:
        """What was added to questions that are asked no more."""
        views = (view for step in self.check.steps for view in self.check.views(step)) if self.evidence else ()
        asked = {view.field.name for view in views if view.visible}
        return [each for each in self.evidence if each.about not in asked]


def at_hand(token: str) -> AtHand:
    """The self-check under the rules of today; raises NoSuchSelfCheck, PacksGoneError."""
    office = the_office()
    kept, evidence = load_check(office, token), evidence_of(office, token)
    proven = frozenset(each.about for each in evidence)
    return AtHand(kept, SelfCheck(engine_of_today(office, kept), kept.typed, office.today(), proven), evidence)


def to_step(token: str, step: Step) -> Response:
    return redirect(url_for("checks.step", token=token, key=step.key), 303)


def to_result(token: str, number: int | None = None) -> Response:
    return redirect(url_for("results.result", token=token, number=number), 303)
