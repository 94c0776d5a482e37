"""PURE: from what the record says on a day to the model's inputs and the causes."""
