"""Demonstration content: people, sites and finished cases, made by the same verbs that people use."""
