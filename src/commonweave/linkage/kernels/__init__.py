"""Compiled loops over millions of pairs; what they compute is said and tested in Python."""
