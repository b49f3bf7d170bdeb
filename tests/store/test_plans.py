"""What is found and counted among all rulings comes from indices that hold nothing else: SQLite says how it would."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from compliance.services.office import Office
from compliance.store.decisions import Decisions
from compliance.store.matters import Wanted
from compliance.store.numbers import Numbers
from compliance.store.spans import Span

YEAR = Span(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def plan_of(office: Office, ask: Callable[[Session], Any]) -> str:
    sent: list[tuple[str, Any]] = []

    def note(_: object, __: object, statement: str, values: Any, *___: object) -> None:
        sent.append((statement, values))

    with Session(office.store.engine) as session:
        event.listen(office.store.engine, "before_cursor_execute", note)
        ask(session)
        event.remove(office.store.engine, "before_cursor_execute", note)
        statement, values = sent[-1]
        steps = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        return "\n".join(step.detail for step in steps)


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda session: Decisions(session).split(), "ix_matter_rulings_like"),
        (lambda session: Decisions(session).alike(["f" * 64], 3), "ix_matter_rulings_like"),
        (lambda session: Numbers(session).violations(Wanted(decided=YEAR), "", [YEAR]), "ix_matter_rulings_violations"),
        (lambda session: Numbers(session).violated(Wanted(decided=YEAR), "", [YEAR]), "ix_matter_rulings_violations"),
    ],
)
def test_violations_are_found_by_an_index_of_their_own(
    office: Office, ask: Callable[[Session], Any], index: str
) -> None:
    assert index in plan_of(office, ask)
