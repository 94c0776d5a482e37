"""What retention asks of the database: careers, models, scores, alerts."""
