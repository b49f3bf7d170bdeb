"""Items under headings: by when they are to be mended, how grave they are, who is in charge, where one looks."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from compliance.documents import wording
from compliance.documents.cards import FindingCard
from compliance.rulepacks.rulebook import Rulebook


class Heading(NamedTuple):
    """What stands above a group; `rank` from 1, the most urgent, where groups differ in that."""

    title: str | None
    note: str | None = None
    rank: int | None = None


RANKS = 4
"""So many ranks can be told apart; what comes after has the last."""


def grouped(by: str | None, rows: Sequence[Any], rulebook: Rulebook) -> tuple[tuple[Heading, tuple[Any, ...]], ...]:
    """The rows in groups; all in one without a title where `by` is None."""
    if by is None or not rows:
        return ((Heading(None), tuple(rows)),) if rows else ()
    return tuple((heading, tuple(members)) for heading, members in _GROUPINGS[by](rows, rulebook) if members)


_Groups: TypeAlias = Iterable[tuple[Heading, list[FindingCard]]]


def _by_deadline(cards: Sequence[FindingCard], _: Rulebook) -> _Groups:
    days = sorted({card.within_days for card in cards if card.within_days is not None})
    for rank, limit in enumerate(days, 1):
        members = [card for card in cards if card.within_days == limit]
        yield Heading(f"限{limit}日内改正", rank=min(rank, RANKS)), members
    rest = [card for card in cards if card.within_days is None]
    yield from ((Heading(_of_rest(due), rank=min(len(days) + 1, RANKS)), members) for due, members in _by_due(rest))


def _by_due(cards: Sequence[FindingCard]) -> Iterator[tuple[date | None, list[FindingCard]]]:
    """Those that have no number of days, by the day that was set for them, if one was."""
    for due in dict.fromkeys(card.due for card in cards):
        yield due, [card for card in cards if card.due == due]


def _of_rest(due: date | None) -> str:
    return f"{wording.day_text(due)}前改正" if due else "期限由主管部门确定"


def _by_severity(cards: Sequence[FindingCard], _: Rulebook) -> _Groups:
    for rank, (severity, title) in enumerate(reversed(list(wording.SEVERITIES.items())), 1):
        yield Heading(title, rank=rank), [card for card in cards if card.severity == severity]


def _by_department(cards: Sequence[FindingCard], _: Rulebook) -> _Groups:
    for department in dict.fromkeys(card.department for card in cards):
        yield Heading(department), [card for card in cards if card.department == department]


def _by_stop(cards: Sequence[FindingCard], rulebook: Rulebook) -> _Groups:
    """Where one walks no way, each pack is a stop."""
    for stop in rulebook.walk:
        yield Heading(stop.title, stop.look), [card for card in cards if card.item_id in stop.items]
    for pack in dict.fromkeys(card.pack_title for card in cards) if not rulebook.walk else ():
        yield Heading(pack), [card for card in cards if card.pack_title == pack]


_GROUPINGS: Mapping[str, Callable[[Sequence[FindingCard], Rulebook], _Groups]] = {
    "deadline": _by_deadline,
    "severity": _by_severity,
    "department": _by_department,
    "stop": _by_stop,
}
