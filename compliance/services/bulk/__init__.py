"""Papers in bulk: one for each enterprise of a table, or for each pack."""

from compliance.services.bulk.bulk import Bulk, print_bulk
from compliance.services.bulk.request import Request

__all__ = ["Bulk", "Request", "print_bulk"]
