"""Matters (事项): what was found, who has it in hand, and what became of it."""
