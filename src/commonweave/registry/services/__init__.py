"""Everything that writes into Book 1, one module a kind of change.

`sources` spaces and lists, `imports` editions, `judgements` answers on pairs, `words` of
the house, `weaving` the inventory. Import the module you need: the web pages never load the
engine of the linkage.
"""
