"""Everything that reads Book 1. Each module serves one page or one task."""
