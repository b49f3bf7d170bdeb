"""What a number counts, as it stands in the address of the list that the number leads to."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from flask import abort

from compliance.services.office import BEIJING
from compliance.store.matters import Wanted
from compliance.store.spans import MENDINGS, Mended, Mending, Span, Violated, Visited

_DAYS = re.compile(r"(20[0-9]{2}-[0-9]{2}-[0-9]{2})~(20[0-9]{2}-[0-9]{2}-[0-9]{2})")
_SPANS = ("opened", "decided", "closed")
_VIOLATED_TEXTS, _VIOLATED_FLAGS = ("item", "verdict"), ("departs", "repeated")
NAMES = (
    *_SPANS, "has_been", "without_town", "violated", *_VIOLATED_TEXTS, *_VIOLATED_FLAGS,
    "ordered", "mended", "asked", "rating",
)  # fmt: skip
"""The words of addresses that narrow a list to what a number counts."""


def said_of(wanted: Wanted) -> dict[str, str]:
    """The words for what is wanted that numbers narrow lists by; `counted_by` is the way back."""
    said = {name: _days(getattr(wanted, name)) for name in _SPANS if getattr(wanted, name)}
    said |= {"has_been": wanted.has_been} if wanted.has_been else {}
    said |= dict.fromkeys(_flags(wanted), "1")
    if wanted.violated:
        said |= {name: value for name in _VIOLATED_TEXTS if (value := getattr(wanted.violated, name))}
    if wanted.mended:
        said |= {"ordered": _days(wanted.mended.ordered), "mended": wanted.mended.outcome or ""}
    if wanted.visited:
        said |= {"asked": _days(wanted.visited.asked), "rating": str(wanted.visited.rating)}
    return said


def counted_by(said: Mapping[str, str], pack: str, today: date) -> dict[str, Any]:
    """Fields of Wanted; 404 for words that no number leads to. `pack`: the industry that the list is narrowed to."""
    fields: dict[str, Any] = {name: _span(said[name]) for name in _SPANS if said.get(name)}
    fields["has_been"] = said.get("has_been", "")
    fields["without_town"] = bool(said.get("without_town"))
    if any(said.get(name) for name in ("violated", *_VIOLATED_TEXTS, *_VIOLATED_FLAGS)):
        texts: dict[str, Any] = {name: said.get(name, "") for name in _VIOLATED_TEXTS}
        fields["violated"] = Violated(pack=pack, **texts | {name: bool(said.get(name)) for name in _VIOLATED_FLAGS})
    if said.get("ordered"):
        fields["mended"] = Mended(_span(said["ordered"]), today, _mending(said.get("mended", "")))
    if said.get("asked"):
        fields["visited"] = Visited(_span(said["asked"]), _rating(said.get("rating", "")))
    return fields


def _flags(wanted: Wanted) -> Iterator[str]:
    told = wanted.violated
    flags = {"without_town": wanted.without_town, "violated": told}
    flags |= {name: told and getattr(told, name) for name in _VIOLATED_FLAGS}
    return (name for name, is_so in flags.items() if is_so)


def _days(span: Span) -> str:
    """The first and the last day in China."""
    first, after = (moment.astimezone(BEIJING).date() for moment in (span.since, span.before))
    return f"{first}~{after - timedelta(1)}"


def _span(days: str) -> Span:
    found = _DAYS.fullmatch(days)
    try:
        first, last = map(date.fromisoformat, found.groups() if found else ("", ""))
    except ValueError:
        abort(404)
    return Span(*(datetime.combine(day, time(), BEIJING) for day in (first, last + timedelta(1))))


def _mending(outcome: str) -> Mending | None:
    if outcome not in ("", *MENDINGS):
        abort(404)
    return cast(Mending, outcome) if outcome else None


def _rating(rating: str) -> int:
    if rating not in ("", *"012345"):
        abort(404)
    return int(rating or 0)
