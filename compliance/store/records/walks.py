"""What officers answer and photograph on site."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class WalkEntryRecord:
    """What the officer `by` answered in a walk's field, as it was typed; it never changes.

    `id` was made where it was answered, at `said_at` by that clock; `place` counts a matter's from 1 as they came.
    """

    id: str
    place: int
    field: str
    typed: tuple[str, ...]
    by: str
    said_at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class WalkPhotoRecord:
    """A photo of a walk; the rest as of an entry. `size` is in bytes, 0 of one that was taken back."""

    id: str
    field: str
    by: str
    said_at: datetime
    received_at: datetime
    media_type: str
    size: int
