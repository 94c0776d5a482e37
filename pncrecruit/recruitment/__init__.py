"""From the call to the swearing-in."""
