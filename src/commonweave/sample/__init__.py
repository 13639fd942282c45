"""A fictional province, made by a seed, for the demonstration, the tests and the benchmarks.

Everything in it is invented: the place names are coined from syllables, the bodies from grammars of
plain words, domains end in `.example` (RFC 2606), telephone numbers come from ranges set aside for
fiction, and the island lies where there is only sea. The one real name is that of the country,
without which the many spellings of a country could not be shown. A likeness to a body that exists
is chance.
"""
