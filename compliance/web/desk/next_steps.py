"""What is to be done next with a matter, so that its page can put that first."""

from collections.abc import Mapping
from dataclasses import dataclass

from compliance.rulepacks.workflow import MatterDeed
from compliance.services.matters.reading import Matter

Pages = tuple[tuple[str, str], ...]
"""Endpoints that take a matter's number, each with what it is called."""
_ONWARDS: Mapping[str, MatterDeed] = {
    "found": "assign",
    "assigned": "decide",
    "rectifying": "report",
    "evaluating": "close",
}
"""What leads out of a state in the usual course."""
_FIRST: Mapping[MatterDeed, Pages] = {
    "decide": (("desk_walk.show", "现场检查"), ("desk_ruling.begin", "作出判断")),
    "order": (("desk_papers.show", "出具文书"),),
    "report": (("desk_papers.show", "出具文书"),),
}
"""Where something is done before."""
_AFTER_ALL: Pages = (("desk_follow_ups.show", "安排回访"),)


@dataclass(frozen=True, slots=True)
class Next:
    """`deed` leads on, whoever's it is; None where nothing does. `pages` are where something is done before."""

    deed: MatterDeed | None
    pages: Pages = ()


def next_of(matter: Matter) -> Next:
    """The next step for whoever reads the matter."""
    if "accept" in matter.deeds:
        return Next("accept")
    if matter.record.state == "closed":
        return Next(None, _AFTER_ALL)
    deed = "order" if matter.record.state == "assigned" and _is_decided(matter) else _ONWARDS.get(matter.record.state)
    return Next(deed, _FIRST.get(deed, ()) if deed and "decide" in matter.deeds else ())


def _is_decided(matter: Matter) -> bool:
    """Whether it was decided on since it began, came back or was begun anew."""
    turns = [each.deed for each in matter.steps if each.deed in ("take", "come_back", "reopen", "decide")]
    return turns[-1] == "decide"
