"""What each role sees first, and the navigation around every page."""
