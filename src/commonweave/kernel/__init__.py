"""Words that every room shares: refusals, ids, language-tagged text. No Django, no clock, no chance."""
