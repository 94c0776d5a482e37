"""Units, ranks, officers and their service records."""
