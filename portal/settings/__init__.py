"""Settings by role: web, worker, dev, test. base.py is shared and never used alone."""
