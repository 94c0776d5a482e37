"""The shapes of what is sent about units and officers."""
