"""Deeds on calls and applications."""
