"""A form of one item of a negative list, which is read from the list's text and written back into it."""
