"""What the store takes and gives: immutable values that know nothing of tables."""
