"""Demonstration content: descriptions of real registers, marked as such."""
