"""Pages of the catalogue: find, call, answer."""
