"""Who applies, who is selected, who serves, who stays."""
