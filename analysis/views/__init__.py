"""Pages of jobs and results: find, call, answer."""
