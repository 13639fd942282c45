# cython: language_level=3
"""The enumerations of `levels.pxd`, readable from Python."""
