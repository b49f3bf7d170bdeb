"""The officers' desk at a county's size: its pages one after another, on both databases."""
