"""Other people's systems: the only place that reaches out over the network."""
