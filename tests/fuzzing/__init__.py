"""Readers of what strangers send, fed what no one thought of: `make fuzz-readers`.

Each target is one reader with what it must hold whatever it is given; a fuzzer guided by coverage
(atheris) looks for bytes that make it raise what it did not declare, or take too long or too much.
"""
