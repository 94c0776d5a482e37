"""What is asked of calls and applications."""
