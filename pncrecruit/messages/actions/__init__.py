"""What is done with texts and messages."""
