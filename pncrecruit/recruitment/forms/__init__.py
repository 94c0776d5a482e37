"""The shapes of what is sent about calls and applications."""
