"""Holds the running service under the load that was demanded of it, and says what it did."""
