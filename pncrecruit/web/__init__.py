"""What every page shares: forms, errors, headers, downloads, charts."""
