"""Word lists, places and lists of the fictional province, as data."""
