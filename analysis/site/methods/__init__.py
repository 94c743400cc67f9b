"""One module per method: the raw result, and the evidence that the protector needs."""
