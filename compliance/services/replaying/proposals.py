"""A text that might be published, and the library as it would be with it."""

from dataclasses import dataclass

from compliance.rulepacks.loader import RuleFile
from compliance.services.library import RuleLibrary
from compliance.services.office import Office
from compliance.services.publishing.checking import folders_of, parse_draft, today_with
from compliance.store.hashes import text_hash, whole_hash


@dataclass(frozen=True, slots=True)
class Proposal:
    """The text of a rule file of this id and kind. `draft` is the id of the draft, empty where it is only a file."""

    draft: str
    pack: str
    kind: str
    text: bytes

    @property
    def sha256(self) -> str:
        return text_hash(self.text)


@dataclass(frozen=True, slots=True)
class Proposed:
    """The proposal read, and the library of today with it in the place of what it changes."""

    file: RuleFile
    library: RuleLibrary


def proposed(office: Office, proposal: Proposal) -> Proposed:
    """Raises ProblemsError for a text that can't be used, alone or with the others, and RefusedError."""
    file = parse_draft(proposal, proposal.text)
    folders, before = folders_of(office), office.library
    rulebook = folders.with_published(today_with(office, file))
    return Proposed(file, RuleLibrary(rulebook, folders.visits, before.finder, before.published, before))


def held_against(office: Office) -> str:
    """The name of the rules of today, on which a report depends beside the text."""
    folders = folders_of(office)
    return whole_hash([*office.library.rulebook.texts, *(each.text for each in folders.visits)])
