"""Find, call, answer."""
