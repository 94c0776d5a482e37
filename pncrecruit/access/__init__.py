"""Who may do what, and for which units and calls."""
