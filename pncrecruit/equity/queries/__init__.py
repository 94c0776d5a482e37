"""What the figures are counted from, and the snapshots that were made."""
