"""How much the database is asked."""

from collections.abc import Callable

from sqlalchemy import event

from compliance.services.office import Office


def statements(office: Office, deed: Callable[[], object]) -> int:
    """How many statements the deed takes."""
    said: list[str] = []

    def listen(_: object, __: object, statement: str, *___: object) -> None:
        said.append(statement)

    event.listen(office.store.engine, "before_cursor_execute", listen)
    deed()
    event.remove(office.store.engine, "before_cursor_execute", listen)
    return len(said)
