"""Questions about calls and applications."""
