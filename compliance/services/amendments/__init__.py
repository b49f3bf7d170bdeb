"""Amended laws at the desk: what stands on them stays listed to be reviewed until somebody says what came of it."""
