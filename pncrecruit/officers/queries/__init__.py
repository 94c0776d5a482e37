"""Questions about units, officers and their service records."""
