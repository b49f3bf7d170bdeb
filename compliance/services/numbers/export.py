"""The numbers as a spreadsheet."""

from collections.abc import Iterator

from compliance.documents.figures import Figures
from compliance.documents.spreadsheet import figures_to_xlsx
from compliance.documents.wording import day_text
from compliance.services.matters.people import Officer
from compliance.services.numbers.cells import Table
from compliance.services.numbers.counting import EXPORTED, Asked, Scope, scope_of
from compliance.services.numbers.tables import Part
from compliance.services.office import Office

TITLE = "事项统计"


def export_numbers(office: Office, officer: Officer, asked: Asked, part: Part) -> bytes:
    """The part's tables, a sheet for each, from the same counting as its page; raises NumbersInputError."""
    scope = scope_of(office, officer, asked, EXPORTED)
    about = (*about_lines(office, scope), f"{day_text(office.today())}导出；所有的表都注明了怎样数。")
    return figures_to_xlsx(
        f"{TITLE}：{part.title}", about, list(map(_figures, part.tables(office, scope))), office.now()
    )


def about_lines(office: Office, scope: Scope) -> Iterator[str]:
    """What was counted: over which months, of whom, and narrowed to what."""
    officer, asked = scope.officer, scope.asked
    yield f"统计的月份：{scope.period.chinese}"
    whose = officer.department or "各部门"
    yield (
        f"范围：{whose}的事项"
        + ("，包括提出移交给它的" if officer.department else "")
        + (f"，只限{officer.town}" if officer.town else "")
    )
    titles = {pack.id: pack.title for pack in office.library.packs}
    chosen = {"部门": asked.department, "镇街": asked.town, "行业": titles.get(asked.pack, asked.pack)}
    yield from (f"只看{label}：{value}" for label, value in chosen.items() if value)


def _figures(table: Table) -> Figures:
    return Figures(
        table.title, table.columns, tuple(tuple(cell.value for cell in row) for row in table.rows), table.notes
    )
