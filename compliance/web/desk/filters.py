"""What the address of a list of matters asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from compliance.services.matters.inbox import storable, words_in
from compliance.services.matters.machine import OPEN_STATES
from compliance.services.matters.people import Officer
from compliance.services.office import Office
from compliance.store.matters import Wanted
from compliance.web.desk.counted import NAMES, counted_by

AGES = {"7": "7 天以前收到的", "30": "30 天以前收到的", "90": "90 天以前收到的"}
ALL = "all"
"""Instead of a state: closed ones too."""


@dataclass(frozen=True, slots=True)
class Filters:
    """As they stand in the address, with nothing in them that the page doesn't know or no database can hold.

    From `opened` on they are those of counted.NAMES.
    """

    q: str = ""
    town: str = ""
    department: str = ""
    pack: str = ""
    urgency: str = ""
    state: str = ""
    age: str = ""
    late: str = ""
    mine: str = ""
    offered: str = ""
    opened: str = ""
    decided: str = ""
    closed: str = ""
    has_been: str = ""
    without_town: str = ""
    violated: str = ""
    item: str = ""
    verdict: str = ""
    departs: str = ""
    repeated: str = ""
    ordered: str = ""
    mended: str = ""
    asked: str = ""
    rating: str = ""

    def wanted(self, office: Office, officer: Officer) -> Wanted:
        """The same as it is meant by the officer today."""
        return Wanted(
            town=self.town,
            department=self.department,
            pack=self.pack,
            urgency=self.urgency,
            states=() if self.state == ALL else (self.state,) if self.state else OPEN_STATES,
            opened_before=office.now() - timedelta(int(self.age)) if self.age else None,
            due_before=office.today() if self.late else None,
            receiver=officer.name if self.mine else "",
            offered_to=officer.department if self.offered else "",
            words=words_in(self.q),
            **counted_by(self.counted, self.pack, office.today()),
        )

    @property
    def counted(self) -> dict[str, str]:
        """What a number that led here asks for."""
        return {name: value for name in NAMES if (value := getattr(self, name))}

    @property
    def narrow(self) -> bool:
        """Whether anything but words and a state is asked for."""
        return any((self.town, self.department, self.pack, self.urgency, self.age, self.late, self.mine, self.offered))

    @property
    def uncounted(self) -> dict[str, str]:
        """What an address says that asks for the same but for that."""
        return self.but(**dict.fromkeys(NAMES, ""))

    def but(self, **changed: str) -> dict[str, str]:
        """What an address says that asks for the same but for what is changed."""
        said = {name: getattr(self, name) for name in self.__slots__} | changed
        return {name: value for name, value in said.items() if value}


def filters_in(args: Mapping[str, str]) -> Filters:
    """What the arguments of an address ask for."""
    said = {name: storable(args.get(name, "")).strip() for name in Filters.__slots__}
    if said["state"] not in (ALL, "closed", *OPEN_STATES):
        said["state"] = ""
    if said["age"] not in AGES:
        said["age"] = ""
    return Filters(**said)
