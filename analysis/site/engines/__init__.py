"""Engines open a site's data and answer selects; the default is DuckDB."""
