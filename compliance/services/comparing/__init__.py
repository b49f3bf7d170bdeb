"""What two versions of a rule file, or two regions' packs, say differently, in plain words."""

from compliance.services.comparing.changes import Change, Comparison, compare, compare_files

__all__ = ["Change", "Comparison", "compare", "compare_files"]
