"""What builds, checks and runs the project; nothing here is shipped."""
