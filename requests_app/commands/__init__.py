"""Verbs that write, and only here."""
