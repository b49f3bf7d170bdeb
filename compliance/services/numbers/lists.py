"""What a list is of that a number leads to, in words."""

from collections.abc import Iterator
from datetime import timedelta

from compliance.documents.wording import VERDICTS, day_text
from compliance.services.matters.items import all_items
from compliance.services.matters.people import workflow_of
from compliance.services.numbers.of_course import MENDED
from compliance.services.office import BEIJING, Office
from compliance.store.matters import Wanted
from compliance.store.spans import Span, Violated


def in_words(office: Office, wanted: Wanted) -> tuple[str, ...]:
    """What numbers narrow a list by, and lists themselves don't."""
    return tuple(_words(office, wanted))


def _words(office: Office, wanted: Wanted) -> Iterator[str]:
    spans = {"受理": wanted.opened, "最近一次判断": wanted.decided, "办结": wanted.closed}
    yield from (f"{_days(span)}{title}" for title, span in spans.items() if span)
    if wanted.has_been:
        titles = {name: terms.title for name, terms in workflow_of(office).states.items()}
        yield f"办到过“{titles.get(wanted.has_been, wanted.has_been)}”"  # type: ignore[call-overload]
    if wanted.without_town:
        yield "没有写镇街"
    if wanted.violated:
        yield _violated(office, wanted.violated)
    if wanted.mended:
        outcome = f"，{MENDED[wanted.mended.outcome]}" if wanted.mended.outcome else ""
        yield f"{_days(wanted.mended.ordered)}责令整改或者退回重新整改{outcome}"
    if wanted.visited:
        rated = f"，评了 {wanted.visited.rating} 分" if wanted.visited.rating else ""
        yield f"由{_days(wanted.visited.asked)}提交的预约来的{rated}"


def _violated(office: Office, told: Violated) -> str:
    items = all_items(office.library)
    words = [f"“{items[told.item].title if told.item in items else told.item}”"] if told.item else []
    if told.verdict:
        words.append(f"结论是“{VERDICTS.get(told.verdict, told.verdict)}”")  # type: ignore[call-overload]
    words += ["结论和推算的不同"] if told.departs else []
    words += ["再次违反"] if told.repeated else []
    return "认定违反" + (f"：{'，'.join(words)}" if words else "")


def _days(span: Span) -> str:
    first, after = (moment.astimezone(BEIJING).date() for moment in (span.since, span.before))
    return f"{day_text(first)}至{day_text(after - timedelta(1))}"
