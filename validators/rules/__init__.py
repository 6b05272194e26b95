"""One rule of law a module; each exposes ``RULE`` and nothing else that others need."""
