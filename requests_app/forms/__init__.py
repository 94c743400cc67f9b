"""Forms are documents: schema, loader, conditions, gaps and rendering of application forms."""
