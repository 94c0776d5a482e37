"""What is done to calls and applications."""
