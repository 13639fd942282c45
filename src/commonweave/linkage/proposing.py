"""What answers propose for the lexicon, from the tables and files of the plain tool."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from commonweave.infrastructure.engines.port import ArrowTable
from commonweave.linkage.assets import load_lexicon
from commonweave.linkage.domain.judgements import Judgement, effective
from commonweave.linkage.domain.lexicon import Row
from commonweave.linkage.domain.proposals import AnsweredPair, ProposedWord, propose_words
from commonweave.linkage.normalising import split_values

PROPOSAL_COLUMNS = ("form", "kind", "concept", "support", "against", "pairs")


def propose_from_records(
    records: ArrowTable, judgements: Iterable[Judgement], words: tuple[Row, ...] = ()
) -> list[ProposedWord]:
    """Return the words that answers on records (columns RECORD_COLUMNS) propose.

    `words` are the rows that the network has added already. Answers on records that are not there
    are left aside.
    """
    import pyarrow as pa

    held = effective(judgements)
    wanted = pa.array(sorted({end for pair in held for end in pair}), pa.string())
    told = records.select(["record_id", "name", "alt_name", "city"])
    told = told.filter(pa.compute.is_in(told.column("record_id"), wanted))
    by_id = {row["record_id"]: row for row in told.to_pylist()}

    def answered() -> Iterator[AnsweredPair]:
        for (left, right), verdict in held.items():
            if left in by_id and right in by_id:
                ends = by_id[left], by_id[right]
                names = tuple(
                    (end["name"] or "", *split_values(end["alt_name"] or "")) for end in ends
                )
                towns = ends[0]["city"] or "", ends[1]["city"] or ""
                yield AnsweredPair((left, right), (names[0], names[1]), towns, verdict)

    return propose_words(answered(), load_lexicon(words))


def proposal_rows(proposed: Iterable[ProposedWord]) -> Iterator[Sequence[object]]:
    """Yield rows of PROPOSAL_COLUMNS, which `--lexicon` takes as they are.

    A word is proposed as one that tells nothing; a person who knows better writes its kind.
    """
    for word in proposed:
        pairs = " | ".join(f"{left} = {right}" for left, right in word.pairs)
        yield word.form, "stop", "stop", word.support, word.against, pairs
