"""Order documents of other systems and of offices: read into what they state, and answered."""
