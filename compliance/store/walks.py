"""The repository of walks: answers are added, never changed."""

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from compliance.store.records.walks import WalkEntryRecord, WalkPhotoRecord
from compliance.store.rows import record_of
from compliance.store.tables.walks import WalkEntryRow, WalkPhotoRow, WalkRow


@dataclass(frozen=True, slots=True)
class Walks:
    """Walks by their matters' numbers. Who adds to one holds its matter, so that places are counted one by one."""

    session: Session

    def lists(self, matter: str) -> tuple[str, ...]:
        """The ids of the lists chosen beside the matter's own items."""
        row = self.session.get(WalkRow, matter)
        return tuple(json.loads(row.lists)) if row else ()

    def choose(self, matter: str, lists: Iterable[str]) -> None:
        """Puts these lists in place of those chosen before."""
        self.session.merge(WalkRow(matter=matter, lists=json.dumps(list(lists), ensure_ascii=False)))
        self.session.flush()

    def entries(self, matter: str) -> tuple[WalkEntryRecord, ...]:
        """All that was answered, in the order in which it came."""
        query = select(WalkEntryRow).where(WalkEntryRow.matter == matter).order_by(WalkEntryRow.place)
        rows = self.session.scalars(query)
        return tuple(record_of(WalkEntryRecord, row, typed=tuple(json.loads(row.typed))) for row in rows)

    def places(self, matter: str) -> int:
        """How many entries there are."""
        query = select(func.coalesce(func.max(WalkEntryRow.place), 0)).where(WalkEntryRow.matter == matter)
        return self.session.scalars(query).one()

    def known(self, matter: str, ids: Collection[str]) -> frozenset[str]:
        """Those of the ids that came already, as entries or as photos."""
        tables = (WalkEntryRow, WalkPhotoRow)
        queries = (select(table.id).where(table.matter == matter, table.id.in_(ids)) for table in tables)
        return frozenset(id for query in queries for id in self.session.scalars(query))

    def add(self, matter: str, entries: Iterable[WalkEntryRecord]) -> None:
        for each in entries:
            typed = json.dumps(each.typed).encode()
            self.session.add(WalkEntryRow(matter=matter, **{**asdict(each), "typed": typed}))
        self.session.flush()

    def photos(self, matter: str) -> tuple[WalkPhotoRecord, ...]:
        """Those that weren't taken back, the oldest first, without their contents."""
        query = select(WalkPhotoRow).where(WalkPhotoRow.matter == matter, WalkPhotoRow.size > 0)
        rows = self.session.scalars(query.order_by(WalkPhotoRow.said_at, WalkPhotoRow.id))
        return tuple(record_of(WalkPhotoRecord, row) for row in rows)

    def add_photo(self, matter: str, photo: WalkPhotoRecord, content: bytes) -> None:
        self.session.add(WalkPhotoRow(matter=matter, content=content, **asdict(photo)))
        self.session.flush()

    def content(self, matter: str, id: str) -> tuple[str, bytes] | None:
        """The media type and the file."""
        query = select(WalkPhotoRow.media_type, WalkPhotoRow.content).where(
            WalkPhotoRow.matter == matter, WalkPhotoRow.id == id
        )
        found = self.session.execute(query).first()
        return (found.media_type, found.content) if found and found.content is not None else None

    def take_back(self, matter: str, id: str) -> bool:
        """Removes the file, and not its id; False where there is none."""
        there = (WalkPhotoRow.matter == matter, WalkPhotoRow.id == id, WalkPhotoRow.size > 0)
        empty = update(WalkPhotoRow).where(*there).values(size=0, content=None)
        return self.session.scalars(empty.returning(WalkPhotoRow.id)).first() is not None
