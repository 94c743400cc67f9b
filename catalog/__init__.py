"""The catalogue: which health data exist, who decides about them, and what their variables mean."""
