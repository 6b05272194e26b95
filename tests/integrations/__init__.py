"""Tests of what reaches out to other systems."""
