"""What runs in the night, and how it went."""
