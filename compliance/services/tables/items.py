"""One row of a list as an item of a draft, as far as it can be read for sure; what can't is told with its place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from compliance.documents.wording import SEVERITIES
from compliance.rulepacks.models import Citation, Fine, ItemSeverity
from compliance.rulepacks.numerals import NUMBER, read_number
from compliance.services.tables.citing import Cited, read_citations
from compliance.services.tables.fining import Threat, read_threat
from compliance.services.tables.headings import Column, Layout

SEVERITY_OF: Mapping[str, ItemSeverity] = {SEVERITIES[each]: each for each in get_args(ItemSeverity)}
"""By the word that tables have for it."""
_DAYS = re.compile(rf"(?:限期|限|在)?({NUMBER})(?:个?自然日|日|天)?(?:之内|以?内)?(?:改正|整改|完成)?")
_PIECES = re.compile("[；;。\n]")
_NO_MEASURE = re.compile("[0-9元倍]|的$|的[，,]")
_ABOUT = re.compile(r"^对(.+)的(?:行政)?处罚$")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the sheet or table, the row and the column's heading."""

    table: str
    row: int
    heading: str


@dataclass(frozen=True, slots=True)
class Unread:
    """What stands at a place and wasn't understood; `said` is empty where something is missing there."""

    place: Place
    said: str
    why: str = ""

    def __str__(self) -> str:
        return f"{self.words}（第 {self.place.row} 行，{self.place.heading}）"

    @property
    def words(self) -> str:
        said = self.said.replace("\n", " ")
        return f"没有读懂：「{said}」" + (f"，{self.why}" if self.why else "") if said else self.why


@dataclass(frozen=True, slots=True)
class DraftItem:
    """What a row says. What is None or empty isn't said there, or not for sure; `unread` by the column's meaning."""

    row: int
    title: str
    department: str | None
    severity: ItemSeverity | None
    duty: tuple[Citation, ...]
    basis: Citation | None
    measures: tuple[str, ...]
    fines: tuple[Fine, ...]
    how: str | None
    days: int | None
    unread: tuple[tuple[Column | None, Unread], ...]

    @property
    def act(self) -> str:
        """The title as what somebody may have done."""
        title = self.title.rstrip("。；;，,：:？?！! ")
        return about[1] if (about := _ABOUT.match(title)) else title.removesuffix("的") or self.title


@dataclass(frozen=True, slots=True)
class Defaults:
    """What the lawyer says for all rows that say nothing themselves."""

    department: str | None = None
    severity: ItemSeverity | None = None


def read_item(table: str, layout: Layout, row: int, cells: tuple[str, ...], defaults: Defaults) -> DraftItem:
    """The row's item; its title must not be empty."""
    return _Row(table, layout, row, cells).item(defaults)


class _Row:
    def __init__(self, table: str, layout: Layout, row: int, cells: tuple[str, ...]) -> None:
        self._table, self._layout, self._row = table, layout, row
        self._said: dict[Column, str] = {each: cells[at] for at, each in layout.columns.items() if at < len(cells)}
        self._others = {
            layout.headings[at] if at < len(layout.headings) else "": cell
            for at, cell in enumerate(cells)
            if cell and at not in layout.columns
        }
        self._unread: list[tuple[Column | None, Unread]] = []

    def item(self, defaults: Defaults) -> DraftItem:
        duty = self._citations("duty", ())
        basis, quoted = self._basis(duty.citations)
        threat = self._threat(quoted)
        how, days = self._line("how", "；") or None, self._days()
        if days is not None and how is None:
            self._miss("how", "写了期限，没有写怎么改，期限没有用")
        for heading, said in self._others.items():
            self._not_understood(None, said, "这一列没有用到", heading or "没有列名")
        return DraftItem(
            row=self._row,
            title=self._line("title", ""),
            department=self._department(defaults),
            severity=self._severity(defaults),
            duty=duty.citations,
            basis=basis,
            measures=threat.measures,
            fines=threat.fines,
            how=how,
            days=days,
            unread=tuple(self._unread),
        )

    def _line(self, column: Column, between: str) -> str:
        """The cell's lines in one; a line that ends in a mark needs none put after it."""
        text = ""
        for line in self._said.get(column, "").splitlines():
            text += (between if text and text[-1] not in "，。；：、,;" else "") + line
        return text

    def _department(self, defaults: Defaults) -> str | None:
        said = self._line("department", "、") or defaults.department
        if said is None:
            self._miss("department", "没有写主管部门")
        return said

    def _severity(self, defaults: Defaults) -> ItemSeverity | None:
        said = self._line("severity", "")
        if said and (known := SEVERITY_OF.get(said.removesuffix("违法").removesuffix("违法行为"))):
            return known
        if said:
            self._not_understood("severity", said, f"应为{'、'.join(SEVERITY_OF)}")
            return None
        if defaults.severity is None:
            self._miss("severity", "没有写轻重")
        return defaults.severity

    def _citations(self, column: Column, known: tuple[Citation, ...]) -> Cited:
        said = self._said.get(column, "")
        cited = read_citations(said, tuple(each.law for each in known))
        if not said:
            self._miss(column, f"没有写{self._layout.heading(column)}")
        elif column != "basis" or not cited.citations:
            for rest in cited.rest:
                self._not_understood(column, rest)
        return cited

    def _basis(self, duty: tuple[Citation, ...]) -> tuple[Citation | None, tuple[str, ...]]:
        """The place that threatens, and the words of the law after it; a penalty has one place."""
        cited = self._citations("basis", duty)
        for each in cited.citations[1:]:
            place = f"《{each.law}》第{each.article}条"
            self._not_understood("basis", place, "罚则只能写一处，这一处没有用")
        return (cited.citations[0], cited.rest) if cited.citations else (None, ())

    def _threat(self, quoted: tuple[str, ...]) -> Threat:
        """What the columns say; where the standard's is empty, what the law's words beside the basis say."""
        standard, kinds = self._said.get("standard", ""), self._said.get("kinds", "")
        if standard or kinds:
            for rest in quoted:
                self._not_understood("basis", rest)
            threat = self._read("standard", standard)
        else:
            threat = self._read("basis", "\n".join(quoted))
        named = [self._kind(each) for each in _PIECES.split(kinds) if each]
        measures = tuple(dict.fromkeys(measure for each in named for measure in each.measures))
        measures += tuple(each for each in threat.measures if not any(each in said for said in measures))
        if not measures:
            self._miss("standard", "没有读到处罚和处理措施")
        return Threat(measures, (*threat.fines, *(fine for each in named for fine in each.fines)), ())

    def _kind(self, said: str) -> Threat:
        """A column of measures says measures, whatever their words, unless it says a sum or a case."""
        if read_threat(said).rest and not _NO_MEASURE.search(said):
            return Threat((said,), (), ())
        return self._read("kinds", said)

    def _read(self, column: Column, text: str) -> Threat:
        threat = read_threat(text)
        for rest in threat.rest:
            self._not_understood(column, rest)
        return threat

    def _days(self) -> int | None:
        if not (said := self._line("days", "")):
            return None
        found = _DAYS.fullmatch(said.replace(" ", ""))
        number = read_number(found[1]) if found else None
        if number is None or number != int(number) or number < 0:
            self._not_understood("days", said, "应为几天，如 15")
            return None
        return int(number)

    def _not_understood(self, column: Column | None, said: str, why: str = "", heading: str = "") -> None:
        self._unread.append((column, Unread(self._place(column, heading), said, why)))

    def _miss(self, column: Column, why: str) -> None:
        self._unread.append((column, Unread(self._place(column), "", why)))

    def _place(self, column: Column | None, heading: str = "") -> Place:
        return Place(self._table, self._row, heading or (self._layout.heading(column) if column else ""))
