"""The other side of the wire: a faithful Klink CX server with seeded data and switchable quirks (contract §5)."""
