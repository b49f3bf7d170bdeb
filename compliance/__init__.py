"""Qingdan: compliance checklists decided from rule packs."""

__version__ = "0.1.0"
