"""Many enterprises at once: tables of them, worker processes, folders that can be gone on with after a kill."""
