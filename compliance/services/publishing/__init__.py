"""Rule files written and published here: drafts, publishing by two, and what counts on a day."""
