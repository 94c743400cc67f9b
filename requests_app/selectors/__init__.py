"""Questions that read: a fixed number of queries whatever the data."""
