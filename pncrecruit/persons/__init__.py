"""One person, once: names, CUI, contact, languages."""
