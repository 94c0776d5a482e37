"""Puts the demo country into the tables of the domains."""
