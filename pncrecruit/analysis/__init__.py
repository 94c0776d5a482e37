"""Statistics without a database: numbers in, numbers out, each with its source."""
