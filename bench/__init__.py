"""Benchmarks: every figure a ratio within one run, verdicts compared before times are."""
