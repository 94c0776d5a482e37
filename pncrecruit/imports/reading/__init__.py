"""Files become rows, in a process of its own that can be lost without harm."""
