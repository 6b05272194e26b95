"""The commands of `procheck`, one module each; each imports only what it needs."""
