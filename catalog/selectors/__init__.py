"""The questions that read the catalogue."""
