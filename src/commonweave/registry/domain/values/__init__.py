"""Small parsers: one text of a cell in, a canonical value, nothing, or a reason out."""
