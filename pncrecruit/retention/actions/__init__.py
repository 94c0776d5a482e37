"""What retention does: raises and closes alerts, fits models, scores the force."""
