"""The demo country: a synthetic force and its calls, with a truth that is known."""
