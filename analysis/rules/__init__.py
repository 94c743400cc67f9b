"""Pure verdicts about jobs: objects in, verdict out."""
