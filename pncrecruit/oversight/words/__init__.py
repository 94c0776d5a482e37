"""The trail in words: what each deed, record, field and value is called."""
