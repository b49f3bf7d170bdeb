"""Screening a county: every row of a table of enterprises decided."""

from compliance.services.screening.screen import Screening, screen_files

__all__ = ["Screening", "screen_files"]
