"""One report on a rule file before it is published: its checks, what it changes, and every stored result replayed."""
