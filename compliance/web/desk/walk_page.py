"""A walk as its page and the page's script show it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import url_for

from compliance.services.matters.people import Officer
from compliance.services.office import BEIJING
from compliance.services.self_check.pages import FieldView
from compliance.services.walks.opening import ADD_TO_WALKS, Walk
from compliance.services.walks.sheet import Part, Progress
from compliance.store.records.walks import WalkEntryRecord, WalkPhotoRecord


class Asked(NamedTuple):
    """A question as it stands on the page. `said`: who answered and when; `others`: what other officers answered;
    `claimed`: what the enterprise said; empty each where nobody did."""

    view: FieldView
    said: str
    others: str
    claimed: str
    photos: list[WalkPhotoRecord]


class Page:
    """A walk for one officer."""

    def __init__(self, walk: Walk, officer: Officer) -> None:
        self.walk, self.sheet, self.officer = walk, walk.sheet, officer

    @property
    def number(self) -> str:
        return self.walk.matter.number

    @property
    def may_add(self) -> bool:
        return self.officer.role in ADD_TO_WALKS and self.walk.matter.state != "closed"

    @property
    def basis(self) -> int:
        """How many answers there were when the page was made."""
        return len(self.walk.entries)

    @property
    def progress(self) -> Progress:
        return self.sheet.progress

    @property
    def departments(self) -> tuple[str, ...]:
        """Whose items are checked, in the walk's order."""
        return tuple(dict.fromkeys(item.department for part in self.sheet.parts for item in part.items))

    @property
    def wrong(self) -> list[Asked]:
        """The questions answered with what can't be read."""
        return [each for part in self.sheet.parts for each in self.asked(part) if each.view.visible and each.view.flaw]

    def asked(self, part: Part) -> Iterator[Asked]:
        """The stop's questions, those not to be asked for the answers so far among them."""
        return (self._asked(part, fact) for fact in part.fields)

    def open_in(self, part: Part) -> list[Asked]:
        """The stop's questions that nothing is known of."""
        return [self._asked(part, fact) for fact in part.fields if fact in self.sheet.open]

    def known_in(self, part: Part) -> list[Asked]:
        """The stop's questions with their answers."""
        return [self._asked(part, fact) for fact in part.fields if fact in self.sheet.answers]

    def _asked(self, part: Part, fact: str) -> Asked:
        sheet, field = self.sheet, part.fields[fact]
        view = FieldView(part.ids[fact], field, sheet.typed(fact), sheet.flaw(fact), fact in sheet.shown, new=False)
        entry, claimed = sheet.entry(fact), self.walk.claimed.get(fact)
        others = "；".join(f"{self._who(e)}：{field.in_words(e.typed)}" for e in self.walk.others_said(field.name))
        return Asked(
            view,
            self._who(entry) if entry else "",
            others,
            "" if claimed is None else field.answer_in_words(claimed),
            self.walk.photos_of(field.name),
        )

    def _who(self, entry: WalkEntryRecord) -> str:
        at = entry.said_at.astimezone(BEIJING)
        return f"{self.walk.names.get(entry.by, entry.by)} {at.month}月{at.day}日 {at.hour}:{at.minute:02}"


def state_of(page: Page) -> dict[str, Any]:
    """The same for the script: by the fields' ids."""
    return {
        "account": page.officer.name,
        "basis": page.basis,
        "answered": page.progress.answered,
        "asked": page.progress.asked,
        "fields": {each.view.id: _field(page, each) for part in page.sheet.parts for each in page.asked(part)},
    }


def _field(page: Page, each: Asked) -> dict[str, Any]:
    return {
        "name": each.view.field.name,
        "typed": each.view.typed,
        "shown": each.view.visible,
        "flaw": each.view.flaw,
        "said": each.said,
        "others": each.others,
        "photos": [
            {"id": photo.id, "url": url_for("desk_walk.picture", number=page.number, id=photo.id)}
            for photo in each.photos
        ],
    }
