"""One protector per kind of result."""
