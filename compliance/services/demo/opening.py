"""The made-up town's own folder and database: filled once, found again, made anew; never anybody's real data."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from compliance.errors import ComplianceError
from compliance.services.demo.filling import NORMAL, Size, fill
from compliance.services.demo.people import DEMO, Person
from compliance.services.office import Office, open_office
from compliance.services.roles import ROLES
from compliance.settings import Settings
from compliance.store.database import Store

PEOPLE = "people.json"
"""Written when the town is whole."""


class NotTheDemo(ComplianceError):
    """The database has something in it that no demo put there."""

    def __init__(self, database_url: str) -> None:
        super().__init__(f"{database_url} 里已经有别的数据，不能当作演示数据重做；请先把它移到别处")


@dataclass(frozen=True, slots=True)
class Demo:
    """A town that is ready: who may sign in, and whether it was there before."""

    people: tuple[Person, ...]
    found: bool


def open_demo(
    settings: Settings,
    fresh: bool = False,
    size: Size = NORMAL,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> Demo:
    """The town in the settings' database, a file in a folder of its own: as it is there, or filled now.

    `fresh`: in place of the one that is there, as one is that was not filled to its end. Raises NotTheDemo, with
    nothing changed, where the database has anybody else's data in it.
    """
    database = Path(settings.database_url.removeprefix("sqlite:///"))
    people = database.parent / PEOPLE
    if database.exists():
        _expect_demo(settings)
        if people.exists() and not fresh:
            return Demo(_read(people), found=True)
    for path in (people, *database.parent.glob(f"{database.name}*")):
        path.unlink(missing_ok=True)
    office = open_office(settings)
    try:
        return Demo(_filled(office, people, size, tell), found=False)
    finally:
        office.store.close()


def in_words(demo: Demo, address: str) -> str:
    """Where the town is and who may sign in, in Chinese, for a terminal."""
    lines = [
        f"{each.name}　{each.password}　{ROLES[each.role]}　{each.department or '各部门'}　{each.town or '各镇街'}"
        for each in demo.people
    ]
    made = "演示数据是以前做的；要重做，加 --fresh" if demo.found else "演示数据做好了，单位、人员都是虚构的"
    return "\n".join(
        (
            made,
            f"企业自查：{address}/",
            f"办公桌：{address}/desk/",
            "可以登录的人（登录名　密码　身份　部门　镇街）：",
            *lines,
        )
    )


def _filled(office: Office, path: Path, size: Size, tell: Callable[[int, int], None]) -> tuple[Person, ...]:
    people = fill(office, size, tell=tell)
    path.touch(mode=0o600)
    path.write_text(json.dumps([asdict(each) for each in people], ensure_ascii=False), encoding="utf-8")
    return people


def _read(path: Path) -> tuple[Person, ...]:
    return tuple(Person(**each) for each in json.loads(path.read_text(encoding="utf-8")))


def _expect_demo(settings: Settings) -> None:
    """Sees that the database is empty, or begins with what a demo put there."""
    store = Store(settings.database_url)
    try:
        store.migrate()
        if not store.is_empty() and _begun_by(store) != DEMO.name:
            raise NotTheDemo(settings.database_url)
    finally:
        store.close()


def _begun_by(store: Store) -> str:
    """Who did the first deed that the audit log tells of."""
    with store.reading() as records, records.audit.entries() as entries:
        return next((each.who for each in entries), "")
