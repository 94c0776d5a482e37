"""What people say of themselves, read by very few."""
