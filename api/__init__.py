"""The edge: HTTP, command line, clock, settings, and the composition of everything below."""
