"""Searching all rules: by words, law, department, fine, severity and what may spare a penalty."""
