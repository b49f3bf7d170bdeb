"""Self-checks submitted without the site."""

from datetime import date

from compliance.services.office import Office
from compliance.services.self_check.keep import start_check
from compliance.services.submit_assessment import DraftSheet, submit_assessment


def submitted(office: Office, draft: DraftSheet, as_of: date) -> str:
    """The token of a new self-check that was submitted once."""
    token = start_check(office, draft.pack_ids)
    submit_assessment(office, token, draft, as_of)
    return token
