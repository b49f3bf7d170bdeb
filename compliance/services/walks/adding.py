"""What officers add to a walk: answers, each sent as often as it takes and counted once."""

import re
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from compliance.services.matters.people import Officer
from compliance.services.office import Office
from compliance.services.self_check.fields import Typed
from compliance.services.walks.opening import held
from compliance.store.deeds import Deed
from compliance.store.records.walks import WalkEntryRecord

MAX_AT_ONCE = 200
"""Answers sent together."""
MAX_LENGTH = 5000
"""Characters of one answer."""
_ID = re.compile(r"[0-9a-z-]{16,60}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as a phone sends it: `id` made by the phone, at random; `at` the time by its clock."""

    id: str
    field: str
    typed: Typed
    at: datetime


@dataclass(frozen=True, slots=True)
class Form:
    """A page's whole form: `id` as the page has it, `basis` how many entries there were when the page was made."""

    id: str
    basis: int
    typed: Mapping[str, Typed]


def add_answers(office: Office, officer: Officer, number: str, said: Sequence[Said]) -> dict[str, str]:
    """Keeps what isn't there yet, in this order; gives why of those that can't be kept, by their ids.

    What came before under the same id stays as it came. Raises what `held` raises.
    """
    refused = {each.id: why for each in said if (why := _flaw(each, fields_of(office)))}
    with office.store.writing() as records:
        held(records, officer, number)
        known = records.walks.known(number, {each.id for each in said} - refused.keys())
        new = {each.id: each for each in reversed(said) if each.id not in known | refused.keys()}
        in_order = sorted(new.values(), key=said.index)
        records.walks.add(number, _entries(in_order, officer, records.walks.places(number), office.now()))
        if new:
            records.tell(office.now(), officer.actor, Deed.WALK_ANSWERED, number, count=len(new))
    return refused


def save_form(office: Office, officer: Officer, number: str, form: Form) -> None:
    """Keeps what a page's form says otherwise than the page did; what others answered meanwhile stays.

    Sending the same form again does nothing. Raises what `held` raises.
    """
    with office.store.writing() as records:
        held(records, officer, number)
        entries = records.walks.entries(number)
        before = {e.field: e.typed for e in entries if e.place <= form.basis or e.id.startswith(f"{form.id}-")}
        said = [
            Said(new_id(form.id), name, typed, office.now())
            for name, typed in form.typed.items()
            if plain(typed) != before.get(name, ())
        ]
        kept = [each for each in said if not _flaw(each, fields_of(office))]
        records.walks.add(number, _entries(kept, officer, len(entries), office.now()))
        if kept:
            records.tell(office.now(), officer.actor, Deed.WALK_ANSWERED, number, count=len(kept))


def new_form_id() -> str:
    """What a page's answers and photos begin their ids with."""
    return secrets.token_hex(8)


def new_id(form: str) -> str:
    return f"{form}-{secrets.token_hex(8)}"


def is_id(text: str) -> bool:
    return bool(_ID.fullmatch(text))


def plain(typed: Typed) -> tuple[str, ...]:
    """What the controls said, the same whether a script or the browser itself sent it, and fit to be shown."""
    return tuple(text.replace("\r\n", "\n").encode("utf-8", "replace").decode() for text in typed if text)


def fields_of(office: Office) -> frozenset[str]:
    """The names of all fields that any walk may have."""
    return frozenset(f"answers/{fact}" for pack in office.library.packs for fact in pack.questions)


def _flaw(said: Said, fields: Collection[str]) -> str | None:
    if not is_id(said.id):
        return "这条回答的编号读不了；请重新打开页面再填"
    if said.field not in fields:
        return "现在的规则里没有这个问题"
    if sum(map(len, said.typed)) > MAX_LENGTH:
        return f"回答太长，最多 {MAX_LENGTH} 字；请删短"
    return None


def _entries(said: Iterable[Said], officer: Officer, places: int, now: datetime) -> Iterator[WalkEntryRecord]:
    for place, each in enumerate(said, start=places + 1):
        yield WalkEntryRecord(each.id, place, each.field, plain(each.typed), officer.name, each.at, now)
