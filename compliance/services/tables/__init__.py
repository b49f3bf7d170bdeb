"""Lists in spreadsheets and Word documents into draft packs, and packs into spreadsheets and back."""
