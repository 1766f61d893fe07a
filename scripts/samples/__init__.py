"""Sample values for every message, as scripts/vectors.py packs them."""
