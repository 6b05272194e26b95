"""`serve`: starts what the service consists of, keeps it running, and leaves nothing behind."""
