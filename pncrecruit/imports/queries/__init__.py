"""Questions about import batches and their lines."""
