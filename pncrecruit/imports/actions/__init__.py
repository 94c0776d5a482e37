"""Deeds on import batches: read, apply, take back."""
