"""The core: the words of an examination, the rules, and the law they apply. Pure values, no I/O."""
