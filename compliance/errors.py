"""The one root of all expected errors."""


class ComplianceError(Exception):
    """Something a user can mend; its text says, in the user's language, what and how.

    Subclasses stand beside the code that raises them. Anything else that escapes is a bug.
    """
