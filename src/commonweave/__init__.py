"""Commonweave: one house for a network of networks."""
