"""What is told to people: texts of a kind, and the outbox from which they leave."""
