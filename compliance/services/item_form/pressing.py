"""The form's buttons: they add and remove rows and groups among what was sent; nothing of it is lost."""

from collections.abc import Mapping

Said = Mapping[str, list[str]]
"""What was sent, by the names of the controls."""
SAVE, LOOK, REMOVE = "save", "look", "remove-item"


def press(said: Said, button: str) -> dict[str, list[str]]:
    """What is sent after the button. `button`: what it does and to which part, «row:duty», «drop:duty.1»."""
    deed, _, name = button.partition(":")
    if deed == "drop":
        return {key: each for key, each in said.items() if not f"{key}.".startswith(f"{name}.")}
    place = f"{name}.{_next(said, name)}"
    added: dict[str, dict[str, list[str]]] = {
        "row": {f"{name}.rows": ["1"], f"{place}.was": [""]},
        "group": {f"{place}.is": ["facts" if said.get(f"{name}.is", [""])[0].endswith("any") else "any"]},
        "test": {f"{place}.fact": said.get(f"{name}.new", []), f"{place}.operator": [""]},
    }
    if deed == "test" and not any(said.get(f"{name}.new", [])):
        return dict(said)
    return {**said, **added.get(deed, {})}


def _next(said: Said, name: str) -> int:
    """The first number after those of the part's entries."""
    steps = (key.removeprefix(f"{name}.").split(".")[0] for key in said if key.startswith(f"{name}."))
    return max((int(step) for step in steps if step.isascii() and step.isdecimal()), default=-1) + 1
