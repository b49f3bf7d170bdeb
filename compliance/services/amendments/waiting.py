"""What waits to be done about rules: on top of the desk, and of the page of all rules."""

from dataclasses import dataclass

from compliance.services.amendments.worklist import ReviewEntry, pending, pending_packs, read_worklist
from compliance.services.office import Office
from compliance.services.publishing.states import PackState, pack_states


@dataclass(frozen=True, slots=True)
class RulesWaiting:
    """All rule files, and the entries of theirs that are to be reviewed."""

    states: tuple[PackState, ...]
    entries: tuple[ReviewEntry, ...]

    @property
    def to_review(self) -> dict[str, int]:
        """By rule file, how many entries are to be reviewed."""
        return pending_packs(self.entries)

    @property
    def amended(self) -> tuple[str, ...]:
        """The laws because of which."""
        return tuple(dict.fromkeys(each.amendment.statute for each in self.entries))

    @property
    def past_review(self) -> tuple[PackState, ...]:
        """The rule files that nobody held against the law for too long, those that wait longest first."""
        past = (each for each in self.states if each.past_review)
        return tuple(sorted(past, key=lambda each: (each.days is not None, -(each.days or 0))))

    @property
    def submitted(self) -> tuple[PackState, ...]:
        """Those of which something waits to be approved."""
        return tuple(each for each in self.states if each.submitted)

    @property
    def anything(self) -> bool:
        return bool(self.entries or self.past_review or self.submitted)


def rules_waiting(office: Office) -> RulesWaiting:
    """As they stand today."""
    return RulesWaiting(pack_states(office), pending(read_worklist(office)))
