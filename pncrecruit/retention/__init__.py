"""Who may leave, why, and what is done about it."""
