"""Departments as rules name them."""


def each_of(named: str) -> list[str]:
    """The departments that an item, and so a visit, names in one («住建、综合行政执法»)."""
    return named.split("、")
