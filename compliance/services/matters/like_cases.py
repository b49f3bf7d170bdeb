"""Like cases (同案同判): how others with the same findings and circumstances ended."""

from collections.abc import Iterable
from itertools import groupby

from compliance.services.matters.deciding import Computed
from compliance.services.matters.fingerprints import fingerprint
from compliance.services.matters.rulings import outcome_text
from compliance.services.office import Office
from compliance.store.decisions import Ended
from compliance.store.deeds import Actor, Deed
from compliance.store.records import RulingRecord


def like_cases(office: Office, actor: Actor, number: str, computed: Computed) -> dict[str, tuple[Ended, ...]]:
    """For each violation of what was computed for the matter, by its item: the others alike, the newest first."""
    names = {each.item: fingerprint(each, computed.sheet) for each in computed.decision.with_status("violation")}
    return _alike(office, actor, number, names.items())


def cases_like(
    office: Office, actor: Actor, number: str, rulings: Iterable[RulingRecord]
) -> dict[str, tuple[Ended, ...]]:
    """The same for what was decided on the matter."""
    return _alike(office, actor, number, ((each.item, each.fingerprint) for each in rulings if each.verdict))


def differing_cases(office: Office, actor: Actor) -> tuple[tuple[Ended, ...], ...]:
    """Groups of cases with the same findings and circumstances whose verdicts differ; the newest decisions count."""
    with office.store.writing() as records:
        found = records.decisions.differing()
        records.tell(office.now(), actor, Deed.LIKE_CASES_SHOWN, count=len(found))
    return tuple(tuple(group) for _, group in groupby(found, key=lambda each: each.ruling.fingerprint))


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


def _alike(office: Office, actor: Actor, number: str, names: Iterable[tuple[str, str]]) -> dict[str, tuple[Ended, ...]]:
    wanted = dict(names)
    with office.store.writing() as records:
        found = records.decisions.like(list(wanted.values()), but=number)
        records.tell(office.now(), actor, Deed.LIKE_CASES_SHOWN, number, count=len(found))
    return {item: tuple(each for each in found if each.ruling.fingerprint == name) for item, name in wanted.items()}
