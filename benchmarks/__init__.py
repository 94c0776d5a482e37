"""Times of the product's pages, each as a ratio to its limit in the same run."""
