"""The lexicon, the shared hosts and the shipped weights, as data files."""
