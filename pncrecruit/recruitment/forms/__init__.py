"""The shape of what the pages of recruitment send."""
