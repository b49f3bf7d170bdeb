"""Walks: what officers see on site, answered on their phones, sent whenever there is a network."""
