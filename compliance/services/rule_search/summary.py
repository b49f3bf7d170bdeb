"""What a list says of a hit."""

from dataclasses import dataclass
from datetime import date

from compliance.documents.aloud import read_aloud
from compliance.documents.cards import fine_threatened, newest
from compliance.documents.wording import SEVERITIES, rule_verdict_text
from compliance.rulepacks.citations import citation_text
from compliance.rulepacks.models import Item, NegativeList, Rule
from compliance.services.rule_search.entries import Entry
from compliance.services.rule_search.fines import most_of


@dataclass(frozen=True, slots=True)
class Summary:
    """An entry in words, on a day; what only items have is empty of a rule, and the other way round.

    `open`: it threatens a fine without an upper limit in yuan. `days` to mend it.
    """

    cited: tuple[str, ...]
    department: str = ""
    severity: str = ""
    measures: tuple[str, ...] = ()
    fines: tuple[str, ...] = ()
    open: bool = False
    how: str = ""
    days: int | None = None
    verdict: str = ""


def summary(entry: Entry, day: date) -> Summary:
    """The entry with the penalty of the day."""
    of, pack = entry.of, entry.file.content
    if not isinstance(pack, NegativeList) or not isinstance(of, Item):
        assert isinstance(of, Rule)
        return Summary(tuple(map(citation_text, of.basis)), verdict=rule_verdict_text(of))
    penalty = newest(of.penalty, day)
    fines = penalty.fines if penalty else ()
    return Summary(
        cited=tuple(dict.fromkeys(map(citation_text, [*of.duty, *([penalty] if penalty else [])]))),
        department=of.department,
        severity=SEVERITIES[of.severity],
        measures=penalty.measures if penalty else (),
        fines=tuple(fine_threatened(each, lambda case: read_aloud(case, pack.questions)) for each in fines),
        open=most_of(of, day).open,
        how=of.rectify.how if of.rectify else "",
        days=of.rectify.within_days if of.rectify else None,
    )
