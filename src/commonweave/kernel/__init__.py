"""Words that every room shares: refusals, ids, verdicts, countries.

No Django, no clock, no chance.
"""
