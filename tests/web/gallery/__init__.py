"""A page with every component, for tests alone: it belongs to no application."""
