"""The departments that rules name: an item, and so a visit, may name several in one («住建、综合行政执法»)."""

from compliance.services.library import RuleLibrary
from compliance.store.records import VisitRecord


def departments(library: RuleLibrary) -> tuple[str, ...]:
    """The departments that the rules at hand know, in their order."""
    items = (item for pack in library.packs for item in pack.items)
    return tuple(dict.fromkeys(name for item in items for name in _each(item.department)))


def asked_for(visit: VisitRecord) -> frozenset[str]:
    """The departments that the visit asks for."""
    return frozenset(name for named in visit.departments for name in _each(named))


def _each(named: str) -> list[str]:
    return named.split("、")
