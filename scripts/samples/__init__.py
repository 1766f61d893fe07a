"""Sample values for every message, which scripts/vectors.py encodes."""
