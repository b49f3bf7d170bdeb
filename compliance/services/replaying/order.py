"""Whether one finding is lighter or harsher than another: the one place that says so, and why.

- A violation weighs more than none. «符合», «不适用» and an item that isn't there weigh the same: nothing is held
  against anybody; still «符合» for «不适用» is a change, only no lighter or harsher one.
- «尚不能确定» has no weight: it isn't "nearly compliant" nor "nearly a violation". To come to it, or from it, is a
  change of its own kind.
- Between violations the verdicts weigh as the engine has them (VERDICTS, lightest first). Only where the verdict is the
  same, fines, measures and the time for mending count; where one of these is lighter and another harsher, or two
  can't be compared, the program doesn't weigh them against each other: «otherwise».
- What has no weight of its own (citations, the severity, which law counts, on which rules the verdict rests, what is
  left to officers or to proof) is «otherwise» where nothing else differs, and no matter where something does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, TypeAlias, get_args

from compliance.rulepacks.models import VERDICTS, Item, Penalty, Status, Verdict

Change: TypeAlias = Literal["harsher", "newly_undetermined", "newly_decided", "otherwise", "lighter", "same"]
CHANGES: tuple[Change, ...] = get_args(Change)
"""What most needs a second look first: a case counts under the first of these that any of its items came to."""
TITLES: Mapping[Change, str] = {
    "harsher": "变重",
    "newly_undetermined": "原来有结论，变得不能确定",
    "newly_decided": "原来不能确定，变得有结论",
    "otherwise": "有变化，说不上轻重",
    "lighter": "变轻",
    "same": "不变",
}

_LIGHTER, _EQUAL, _HARSHER = -1, 0, 1
_Sign: TypeAlias = int | None
"""None: neither is lighter than the other."""


@dataclass(frozen=True, slots=True)
class Grade:
    """A fine as it is weighed; the fields as FineRange has them."""

    when: str
    who: str
    min: Decimal | None
    max: Decimal | None
    may: bool
    sure: bool
    per: str | None = None
    of: str | None = None
    times: tuple[Decimal, Decimal] | None = None

    @property
    def kind(self) -> tuple[str, str, str, str, bool]:
        """Only fines of one kind can be held against each other."""
        return self.when, self.who, self.per or "", self.of or "", self.times is not None

    @property
    def amounts(self) -> tuple[Decimal, ...]:
        """The lower and the upper end."""
        return self.times or tuple(each for each in (self.min, self.max) if each is not None)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the item says beside its fines: measures, days for mending, its severity, and where all that stands."""

    measures: frozenset[str] = frozenset()
    within_days: int | None = None
    severity: str = ""
    laws: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Weighed:
    """What was said of an item, as far as it makes a difference.

    `unsure`: which law counts, and what is left to the officer or to proof; `rests_on`: the rules of discretion behind
    the verdict, and the lighter ones in reach.
    """

    status: Status
    verdict: Verdict | None = None
    fines: tuple[Grade, ...] = ()
    unsure: tuple[Any, ...] = ()
    rests_on: tuple[Any, ...] = ()
    terms: Terms = Terms()


def change(old: Weighed | None, new: Weighed | None) -> Change:
    """What became of it; None: there is no such item."""
    before, after = _status(old), _status(new)
    if (before == "undetermined") != (after == "undetermined"):
        return "newly_undetermined" if after == "undetermined" else "newly_decided"
    if before == "undetermined":
        return "same"
    sign: _Sign = _sign(_weight(before), _weight(after))
    if sign == _EQUAL and before == "violation":
        assert old
        assert new
        sign = _of_violations(old, new)
    if sign == _EQUAL:
        return "same" if before == after else "otherwise"
    return "otherwise" if sign is None else "lighter" if sign == _LIGHTER else "harsher"


def gravest(changes: Iterable[Change]) -> Change:
    """The first of CHANGES among them; «same» where there are none."""
    return min(changes, key=CHANGES.index, default="same")


def terms_of(item: Item, penalty: Penalty | None) -> Terms:
    """Those of a violation of the item under that penalty."""
    cited = (*item.duty, *([penalty] if penalty else []))
    return Terms(
        measures=frozenset(penalty.measures) if penalty else frozenset(),
        within_days=item.rectify.within_days if item.rectify else None,
        severity=item.severity,
        laws=tuple((each.law, each.article, each.paragraph, each.subitem) for each in cited),
    )


def _status(said: Weighed | None) -> Status:
    return said.status if said else "not_applicable"


def _weight(status: Status) -> int:
    return int(status == "violation")


def _of_violations(old: Weighed, new: Weighed) -> _Sign:
    assert old.verdict
    assert new.verdict
    if verdict := _sign(VERDICTS.index(old.verdict), VERDICTS.index(new.verdict)):
        return verdict
    rest = _together([_of_fines(old.fines, new.fines), _of_terms(old.terms, new.terms)])
    return None if rest == _EQUAL and _weightless(old) != _weightless(new) else rest


def _weightless(said: Weighed) -> tuple[Any, ...]:
    """What makes a difference, and neither a lighter nor a harsher one."""
    return said.unsure, said.rests_on, said.terms.severity, said.terms.laws


def _of_terms(old: Terms, new: Terms) -> _Sign:
    return _together([_of_measures(old.measures, new.measures), _of_days(old.within_days, new.within_days)])


def _of_measures(old: frozenset[str], new: frozenset[str]) -> _Sign:
    if old == new:
        return _EQUAL
    return _LIGHTER if new < old else _HARSHER if old < new else None


def _of_days(old: int | None, new: int | None) -> _Sign:
    """More days are lighter; no deadline can't be held against one."""
    if old is None or new is None:
        return _EQUAL if old == new else None
    return _sign(new, old)


def _of_fines(old: tuple[Grade, ...], new: tuple[Grade, ...]) -> _Sign:
    kinds = dict.fromkeys(each.kind for each in (*old, *new))
    return _together(_of_kind(*([each for each in side if each.kind == kind] for side in (old, new))) for kind in kinds)


def _of_kind(old: list[Grade], new: list[Grade]) -> _Sign:
    """The fines of one kind; one more threat is harsher, one less lighter."""
    if not old or not new:
        return _HARSHER if new else _LIGHTER
    if len(old) != len(new):
        return None
    old, new = (sorted(side, key=lambda each: each.amounts) for side in (old, new))
    return _together(_of_grades(*pair) for pair in zip(old, new, strict=True))


def _of_grades(old: Grade, new: Grade) -> _Sign:
    if old.sure != new.sure or len(old.amounts) != len(new.amounts):
        return None
    ends = [_sign(before, after) for before, after in zip(old.amounts, new.amounts, strict=True)]
    return _together([*ends, _sign(not old.may, not new.may)])


def _sign(old: Any, new: Any) -> int:
    return int(new > old) - int(new < old)


def _together(signs: Iterable[_Sign]) -> _Sign:
    """That of all of them; None where they don't all point one way."""
    found = {each for each in signs if each != _EQUAL}
    if not found:
        return _EQUAL
    return found.pop() if len(found) == 1 else None
