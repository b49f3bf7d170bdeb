"""Writing a draft on its page: what is typed is kept, looked at, completed and shown before it is saved."""
