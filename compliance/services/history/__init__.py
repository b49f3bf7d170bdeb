"""Enterprises' earlier violations: imported from files, or from matters decided here."""
