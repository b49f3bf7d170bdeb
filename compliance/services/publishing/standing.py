"""What the deeds of publishing come to: what counts on a day, what was submitted, what was published last."""

from collections.abc import Iterable, Sequence
from datetime import date

from compliance.store.records.drafts import DraftRecord, PackStepRecord

SUBMIT, APPROVE, RETURN = "submit", "approve", "return"


def in_force(steps: Iterable[PackStepRecord], day: date) -> dict[str, PackStepRecord]:
    """By pack, the approval that counts on the day: the last one made of those whose day has come.

    So one that counts from an earlier day than one made before it takes that one's place too: nothing older comes back.
    """
    begun = (each for each in steps if each.deed == APPROVE and each.effective and each.effective <= day)
    return {each.pack: each for each in sorted(begun, key=lambda each: each.number)}


def coming(steps: Sequence[PackStepRecord], today: date) -> tuple[PackStepRecord, ...]:
    """The approvals that will begin to count, the next first."""
    counting = [in_force(steps, day) for day in days_of_change(steps, today)]
    later = dict.fromkeys(each for on in counting for each in on.values() if each.effective and each.effective > today)
    return tuple(later)


def days_of_change(steps: Iterable[PackStepRecord], since: date) -> tuple[date, ...]:
    """That day, and all later ones on which something begins to count."""
    return tuple(sorted({since, *(each.effective for each in steps if each.effective and each.effective > since)}))


def newest(steps: Iterable[PackStepRecord], pack: str) -> PackStepRecord | None:
    """The last approval of the pack, from whatever day on it counts."""
    approved = [each for each in steps if each.pack == pack and each.deed == APPROVE]
    return approved[-1] if approved else None


def open_submissions(steps: Sequence[PackStepRecord]) -> tuple[PackStepRecord, ...]:
    """What was submitted and neither approved nor returned; of one draft, or of one pack's end, only the last."""
    answered = {each.about for each in steps if each.deed != SUBMIT}
    last = {(each.draft, each.pack): each for each in steps if each.deed == SUBMIT}
    return tuple(each for each in last.values() if each.number not in answered)


def is_done(draft: DraftRecord, steps: Iterable[PackStepRecord]) -> bool:
    """Whether the draft's text was published as it stands."""
    return any(each.deed == APPROVE and each.draft == draft.id and each.rule_file == draft.rule_file for each in steps)
