"""Book 1: sources, editions, records, organisations, judgements."""
