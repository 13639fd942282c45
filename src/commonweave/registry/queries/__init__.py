"""Everything that reads Book 1."""
