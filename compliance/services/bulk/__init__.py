"""Papers in bulk: one for each enterprise of a table, or for each pack."""

from compliance.services.bulk.bulk import Bulk, print_bulk
from compliance.services.bulk.request import Request
from compliance.services.issue_paper import Issuing

__all__ = ["Bulk", "Issuing", "Request", "print_bulk"]
