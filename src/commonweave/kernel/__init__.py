"""Words that every room shares: refusals, ids. No Django, no clock, no chance."""
