"""Deeds on units, officers and their service records."""
