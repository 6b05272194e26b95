"""Exports as files: CSV, JSON Lines, XLSX, Parquet, in a package that cannot be cut short."""
