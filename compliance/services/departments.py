"""The departments that rules name: an item, and so a visit, may name several in one («住建、综合行政执法»)."""

from compliance.services.library import RuleLibrary
from compliance.store.records.checks import VisitRecord


def departments(library: RuleLibrary) -> tuple[str, ...]:
    """The departments that the rules at hand know, in their order."""
    items = (item for pack in library.packs for item in pack.items)
    return tuple(dict.fromkeys(name for item in items for name in each_of(item.department)))


def asked_for(visit: VisitRecord) -> frozenset[str]:
    """The departments that the visit asks for."""
    return frozenset(name for named in visit.departments for name in each_of(named))


def each_of(named: str) -> list[str]:
    """The departments that an item names in one."""
    return named.split("、")
