"""Bands (裁量幅度): the part of a fine's range that a department's benchmark has for a verdict."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from compliance.engine.decision import Finding, FineRange, number
from compliance.rulepacks.models import Band, Discretion, Verdict
from compliance.rulepacks.values import EXACT


@dataclass(frozen=True, slots=True)
class FineBand:
    """What a band leaves of the fine with that index among its finding's fines; amounts in yuan, both ends included."""

    fine: int
    min: Decimal
    max: Decimal
    band: Band

    def as_json(self) -> dict[str, Any]:
        return {
            "fine": self.fine,
            "min": number(self.min),
            "max": number(self.max),
            "share": [number(each) for each in self.band.share],
            "from": self.band.from_.isoformat(),
            "unverified": self.band.unverified,
        }


class Bands:
    """The bands of some discretion files."""

    def __init__(self, files: Iterable[Discretion]) -> None:
        self._bands = tuple(band for file in files for band in file.bands)

    def of(self, finding: Finding, department: str, as_of: date) -> tuple[FineBand, ...]:
        """The bands of the finding's fines on the day of the decision; none where an officer decides what applies.

        A fine whose amounts aren't known, or leave nothing to choose, has none.
        """
        outcome = finding.outcome
        if outcome is None or outcome.officer_decides or finding.officer_decides:
            return ()
        band = self._newest(outcome.verdict, department, as_of)
        if band is None:
            return ()
        parts = ((index, _part(fine, band)) for index, fine in enumerate(finding.fines))
        return tuple(FineBand(index, *part, band) for index, part in parts if part)

    def _newest(self, verdict: Verdict, department: str, as_of: date) -> Band | None:
        """The department's own band goes before one for any."""
        begun = [band for band in self._bands if band.verdict == verdict and band.from_ <= as_of]
        for whose in (department, None):
            if own := [band for band in begun if band.department == whose]:
                return max(own, key=lambda band: band.from_)
        return None


def _part(fine: FineRange, band: Band) -> tuple[Decimal, Decimal] | None:
    if fine.min is None or fine.max is None or fine.min == fine.max:
        return None
    low, high = (EXACT.add(fine.min, EXACT.multiply(EXACT.subtract(fine.max, fine.min), each)) for each in band.share)
    return low, high
