"""Full-text search in the database itself, for every script that the networks write.

`open_index` gives an index; `analyser` says what a text is found by.
"""

from commonweave.infrastructure.search.opening import open_index
from commonweave.infrastructure.search.port import (
    RANKED,
    Document,
    Matches,
    SearchIndex,
    batches,
)

__all__ = ["RANKED", "Document", "Matches", "SearchIndex", "batches", "open_index"]
