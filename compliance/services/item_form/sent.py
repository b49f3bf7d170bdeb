"""What a browser sent of the form, by the names of its controls."""

from collections.abc import Mapping
from dataclasses import dataclass, field

_DEEPEST = 12


@dataclass
class Sent:
    """What a browser sent under a name, and under the names that begin with it and a full stop."""

    values: list[str] = field(default_factory=list)
    below: dict[str, "Sent"] = field(default_factory=dict)

    @classmethod
    def of(cls, said: Mapping[str, list[str]]) -> "Sent":
        root = cls()
        for name, values in said.items():
            steps, here = name.split("."), root
            for step in steps if len(steps) <= _DEEPEST else ():
                here = here.below.setdefault(step, cls())
            here.values = values
        return root

    def at(self, step: str) -> "Sent | None":
        return self.below.get(step)

    def text(self, step: str) -> str:
        found = self.below.get(step)
        return found.values[0].replace("\r\n", "\n") if found and found.values else ""

    @property
    def entries(self) -> list[tuple[str, "Sent"]]:
        """Those that are numbered, in order."""
        numbered = [(step, each) for step, each in self.below.items() if step.isascii() and step.isdecimal()]
        return sorted(numbered, key=lambda each: int(each[0]))
