"""Earlier violations, for tests."""

from compliance.services.history.past import Past, past_in
from compliance.services.office import Office


def past_of(office: Office, credit_code: str) -> Past:
    """What is known of the enterprise."""
    with office.store.reading() as records:
        return past_in(records, credit_code)
