"""Pure verdicts: objects in, verdict out; no query, no request."""
