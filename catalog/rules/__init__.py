"""Pure verdicts of the catalogue: objects in, verdict out; no query and no request."""
