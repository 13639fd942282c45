"""Commonweave: one house for a network of networks."""

__version__ = "0.1.0"
