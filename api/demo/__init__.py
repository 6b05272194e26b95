"""The demonstration: a real purchase from public facts, then an example order to the very end."""
