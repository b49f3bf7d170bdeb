"""Looking an enterprise's earlier violations up at the desk.

Whoever works on matters may look anybody's up, since what the law makes of a violation hangs on them; the audit log
tells who did. Which matter one comes from is for those who may see the matter.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from compliance.errors import ComplianceError
from compliance.services.enterprise import MAX_NAME, text_problem
from compliance.services.matters.people import Officer, may_see
from compliance.services.office import Office
from compliance.store.deeds import Deed
from compliance.store.records.history import PastRecord

MOST_ENTERPRISES, ROWS_A_PAGE = 20, 50
FEWEST_LETTERS = 2


class SearchError(ComplianceError):
    """Nothing can be looked for with these words."""


@dataclass(frozen=True, slots=True)
class Known:
    """An enterprise of which earlier violations are known, and how many."""

    credit_code: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class PastRow:
    """An earlier violation. It comes from a file imported at `imported_at`, or from a matter: `matter` is empty where
    that isn't the officer's to see, or is deleted."""

    title: str
    violated_on: date
    outcome: str
    document: str
    imported_at: datetime | None
    matter: str


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A page of an enterprise's earlier violations, the newest first; `more`: there is another. `imported`: whether any
    were ever imported here, for else what isn't there may have happened nevertheless."""

    credit_code: str
    name: str
    rows: tuple[PastRow, ...]
    more: bool
    imported: bool


def find_enterprises(office: Office, officer: Officer, words: str) -> tuple[tuple[Known, ...], bool]:
    """Those whose name or code has the words, those with most violations first; and whether there are more.

    Raises SearchError for words that are too short.
    """
    wanted = _plain(words)
    if len(wanted) < FEWEST_LETTERS:
        raise SearchError(f"请至少写 {FEWEST_LETTERS} 个字的名称，或者统一社会信用代码")
    with office.store.writing() as records:
        found = [Known(*each) for each in records.history.enterprises(wanted, MOST_ENTERPRISES + 1)]
        records.tell(office.now(), officer.actor, Deed.HISTORY_SHOWN, count=len(found))
    return tuple(found[:MOST_ENTERPRISES]), len(found) > MOST_ENTERPRISES


def history_page(office: Office, officer: Officer, credit_code: str, page: int = 1) -> HistoryPage:
    """The page, counted from 1, of what is known of the enterprise; raises SearchError."""
    code = _plain(credit_code).replace(" ", "").upper()
    with office.store.writing() as records:
        found = records.history.page(code, ROWS_A_PAGE + 1, ROWS_A_PAGE * (page - 1))
        here = found[:ROWS_A_PAGE]
        sources = {each.source for each in here}
        imported_on, any_imported = records.history.imported_on(sources), records.history.any_imported()
        matters = {each.number for each in records.matters.all_of(sources) if may_see(officer, each)}
        records.tell(office.now(), officer.actor, Deed.HISTORY_SHOWN, count=len(here))
    titles = {item.id: item.title for pack in office.library.packs for item in pack.items}
    rows = tuple(_row(each, titles, imported_on, matters) for each in here)
    return HistoryPage(code, here[0].enterprise_name if here else "", rows, len(found) > len(here), any_imported)


def _plain(words: str) -> str:
    plain = " ".join(unicodedata.normalize("NFKC", words).split())
    if problem := text_problem("要找的词", plain, MAX_NAME):
        raise SearchError(problem)
    return plain


def _row(each: PastRecord, titles: dict[str, str], imported_on: dict[str, datetime], matters: set[str]) -> PastRow:
    from_matter = each.source not in imported_on
    return PastRow(
        title=titles.get(each.item, each.item),
        violated_on=each.violated_on,
        outcome=each.outcome,
        document="" if from_matter else each.document,
        imported_at=imported_on.get(each.source),
        matter=each.source if each.source in matters else "",
    )
