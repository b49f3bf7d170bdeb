"""Files that enterprises hand in as evidence: what is taken, how large, and what comes of it."""

from dataclasses import dataclass

from compliance.errors import ComplianceError

MAX_BYTES = 20 * 2**20
"""The largest file that is taken, in bytes."""
MAX_PIXELS = 52_000_000
"""The largest picture that is taken, in pixels: what cameras of phones give, but for their modes of 100 million."""
LONGEST_SIDE = 2000
"""What larger pictures are made smaller to, in pixels: small print on a licence that fills the picture is legible."""
MAX_PAGES = 100
"""The longest PDF that is taken, in pages."""

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
SUFFIXES = {JPEG: ".jpg", PNG: ".png", PDF: ".pdf"}


class EvidenceError(ComplianceError):
    """A file that isn't taken; the text says what to hand in instead."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file as it may be kept and shown. `suffix` begins with a dot."""

    media_type: str
    content: bytes

    @property
    def suffix(self) -> str:
        return SUFFIXES[self.media_type]
