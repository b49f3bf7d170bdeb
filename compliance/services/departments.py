"""The departments that rules name."""

from compliance.rulepacks.departments import each_of
from compliance.services.library import RuleLibrary


def departments(library: RuleLibrary) -> tuple[str, ...]:
    """The departments that the rules at hand know, in their order."""
    items = (item for pack in library.packs for item in pack.items)
    return tuple(dict.fromkeys(name for item in items for name in each_of(item.department)))
