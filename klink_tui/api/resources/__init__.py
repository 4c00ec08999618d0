"""One small class per resource of the API (contract §2)."""
