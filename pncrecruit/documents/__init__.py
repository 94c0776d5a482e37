"""Files that people hand in: taken by their content, kept outside the web root."""
