"""Pages for people: the same operations as the interface for systems, shown."""
