"""A self-check as somebody fills it in: fields, pages, what was typed, and the answers that it comes to."""
