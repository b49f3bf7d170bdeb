"""One guidance list made by our renderer and by what somebody would pick instead."""
