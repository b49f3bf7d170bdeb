"""Measurements of the engine against what somebody would pick instead; see README.md."""
