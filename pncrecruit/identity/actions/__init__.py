"""Answers on who a person is are kept, replaced, and never shown to staff."""
