"""The site at work: one user, ten thousand self-checks already stored."""
