"""Questions that read: jobs, results and what the gate must know."""
