"""Tortures the running service: kills its parts under load, then checks that nothing was lost."""
