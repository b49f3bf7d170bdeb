"""Tables of what officers answer and photograph on site."""

from datetime import datetime

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from compliance.store.tables.base import Key, Table


class WalkRow(Table):
    """Which lists officers chose to walk with, beside a matter's own items. `lists` is a JSON list of their ids."""

    __tablename__ = "walks"

    matter: Mapped[str] = mapped_column(String(60), ForeignKey("matters.number"), primary_key=True)
    lists: Mapped[str] = mapped_column(Text)


class WalkEntryRow(Table):
    """What an officer answered on a walk; never changed. `id` was made by whoever sent it, `place` counts a matter's
    from 1 as they came, `typed` is the JSON of what the field's controls said."""

    __tablename__ = "walk_entries"
    __table_args__ = (Index("ix_walk_entries_matter_place", "matter", "place", unique=True),)

    matter: Mapped[str] = mapped_column(String(60), ForeignKey("matters.number"), primary_key=True)
    id: Mapped[str] = mapped_column(Key(60), primary_key=True)
    place: Mapped[int]
    field: Mapped[str] = mapped_column(Text)
    typed: Mapped[bytes]
    by: Mapped[str] = mapped_column(String(100))
    said_at: Mapped[datetime]
    received_at: Mapped[datetime]


class WalkPhotoRow(Table):
    """A photo that an officer took on a walk. One that was taken back leaves its id, so that it can't come again."""

    __tablename__ = "walk_photos"

    matter: Mapped[str] = mapped_column(String(60), ForeignKey("matters.number"), primary_key=True)
    id: Mapped[str] = mapped_column(Key(60), primary_key=True)
    field: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(100))
    said_at: Mapped[datetime]
    received_at: Mapped[datetime]
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    content: Mapped[bytes | None] = mapped_column(deferred=True)
