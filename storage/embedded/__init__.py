"""A PostgreSQL of our own: binaries from a wheel, everything else done here."""
