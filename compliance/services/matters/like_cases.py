"""Like cases (同案同判): how others with the same findings and circumstances ended.

An officer learns how they ended, when and at which department. Which matter it was, and what was written of it, is for
those who may see the matter: nobody learns of others' enterprises here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from compliance.services.matters.computing import Computed
from compliance.services.matters.fingerprints import fingerprint
from compliance.services.matters.people import Officer, may_see
from compliance.services.matters.rulings import outcome_text
from compliance.services.office import Office
from compliance.store.decisions import Ended
from compliance.store.deeds import Actor, Deed
from compliance.store.records.matters import RulingRecord

NEWEST = 3
"""Cases shown of each verdict."""
GROUPS_A_PAGE = 10


@dataclass(frozen=True, slots=True)
class LikeCase:
    """A case alike. `number` and `reason` are empty where the matter isn't the officer's to see."""

    outcome: str
    department: str
    made_at: datetime
    number: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Alike:
    """How many cases alike have the verdict, and the newest of them."""

    verdict: str
    count: int
    newest: tuple[LikeCase, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """An item on which cases alike were ruled otherwise, the verdict of most cases first."""

    item: str
    alike: tuple[Alike, ...]

    @property
    def count(self) -> int:
        return sum(each.count for each in self.alike)


def like_cases(office: Office, officer: Officer, number: str, computed: Computed) -> Mapping[str, tuple[Alike, ...]]:
    """For each violation of what was computed for the matter, by its item: the others alike, by their verdicts."""
    found = computed.decision.with_status("violation")
    return _alike(office, officer, number, {each.item: fingerprint(each, computed.sheet) for each in found})


def cases_like(
    office: Office, officer: Officer, number: str, rulings: Iterable[RulingRecord]
) -> Mapping[str, tuple[Alike, ...]]:
    """The same for what was decided on the matter."""
    return _alike(office, officer, number, {each.item: each.fingerprint for each in rulings if each.verdict})


def _alike(office: Office, officer: Officer, number: str, names: Mapping[str, str]) -> dict[str, tuple[Alike, ...]]:
    with office.store.writing() as records:
        found = records.decisions.alike(list(names.values()), NEWEST, but=number)
        records.tell(office.now(), officer.actor, Deed.LIKE_CASES_SHOWN, number, count=len(found))
    groups = {name: _by_verdict(officer, group) for name, group in groupby(found, key=_name)}
    return {item: groups.get(name, ()) for item, name in names.items()}


def splits(office: Office, officer: Officer, page: int = 1) -> tuple[tuple[Split, ...], bool]:
    """Cases alike with different verdicts among the matters that the officer may see, those with most cases first; and
    whether there is another page. Pages count from 1."""
    sight = {"department": officer.department, "town": officer.town}
    with office.store.writing() as records:
        names = records.decisions.split(GROUPS_A_PAGE + 1, GROUPS_A_PAGE * (page - 1), **sight)
        shown = names[:GROUPS_A_PAGE]
        found = records.decisions.alike(shown, NEWEST, **sight)
        records.tell(office.now(), officer.actor, Deed.LIKE_CASES_SHOWN, count=len(found))
    groups = {name: list(group) for name, group in groupby(found, key=_name)}
    here = tuple(Split(groups[name][0].ruling.item, _by_verdict(officer, groups[name])) for name in shown)
    return here, len(names) > len(shown)


def differing_cases(office: Office, actor: Actor) -> tuple[tuple[Ended, ...], ...]:
    """All of them, each case, for whoever runs the installation."""
    with office.store.writing() as records:
        found = records.decisions.alike(records.decisions.split(), None)
        records.tell(office.now(), actor, Deed.LIKE_CASES_SHOWN, count=len(found))
    return tuple(tuple(group) for _, group in groupby(found, key=_name))


def describe_differing(groups: tuple[tuple[Ended, ...], ...]) -> str:
    """The groups in Chinese, a paragraph each."""
    if not groups:
        return "没有情形一样、结论不同的案件"
    return "\n\n".join("\n".join((_headline(group), *map(_line, group))) for group in groups)


def _headline(group: tuple[Ended, ...]) -> str:
    return f"{group[0].ruling.item}：情形一样的 {len(group)} 件，结论不同"


def _line(ended: Ended) -> str:
    ruling = ended.ruling
    said = f"；理由：{ruling.reason}" if ruling.reason else ""
    return f"  {ended.matter}　{outcome_text(ruling)}{said}"


def _name(ended: Ended) -> str:
    return ended.ruling.fingerprint


def _by_verdict(officer: Officer, found: Iterable[Ended]) -> tuple[Alike, ...]:
    cases = [(verdict, list(group)) for verdict, group in groupby(found, key=lambda each: each.ruling.verdict)]
    return tuple(
        Alike(verdict or "", group[0].alike, tuple(_as_seen(officer, each) for each in group))
        for verdict, group in cases
    )


def _as_seen(officer: Officer, ended: Ended) -> LikeCase:
    case = (outcome_text(ended.ruling), ended.department, ended.made_at)
    return LikeCase(*case, ended.matter, ended.ruling.reason) if may_see(officer, ended) else LikeCase(*case)
