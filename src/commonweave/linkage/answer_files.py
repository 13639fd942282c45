"""The files of the question loop: questions out, answers in, weights both ways."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from commonweave.infrastructure.engines.port import ArrowTable
from commonweave.kernel.refusals import InputRefused, Place, gettext_noop
from commonweave.kernel.spreadsheet_safety import guard_cell
from commonweave.linkage.asking import Question
from commonweave.linkage.domain.judgements import VERDICTS, Judgement
from commonweave.linkage.domain.scorecard import Scorecard, read_scorecard
from commonweave.linkage.domain.words import reasons_words
from commonweave.linkage.files import column_at, read_rows

QUESTION_COLUMNS = (
    "record_id_l", "record_id_r", "judgement", "name_l", "name_r", "town_l", "town_r",
    "source_l", "source_r", "probability", "reasons",
)  # fmt: skip


def read_judgements(path: Path) -> list[Judgement]:
    """Read `record_id_l,record_id_r,judgement` (same, different, unsure), in the file's order.

    A row without a judgement is a question that nobody has answered yet, and left aside.
    """
    rows = read_rows(path)
    remedy = gettext_noop("Answers need the columns record_id_l, record_id_r and judgement.")
    left, right, verdict = (
        column_at(rows, name, remedy) for name in ("record_id_l", "record_id_r", "judgement")
    )
    found = []
    for line, row in rows.rows:
        word = row[verdict].strip().lower()
        if not word:
            continue
        known = next((known for known in VERDICTS if known == word), None)
        if known is None:
            raise InputRefused(
                "linkage.unknown_judgement",
                gettext_noop("“%(word)s” is no judgement."),
                remedy=gettext_noop("Write same, different or unsure."),
                place=Place(str(path), line, "judgement"),
                values={"word": word[:80]},
            )
        ends = row[left].strip(), row[right].strip()
        if ends[0] == ends[1]:
            raise InputRefused(
                "linkage.same_ends",
                gettext_noop("Both ends of this judgement are the same record."),
                remedy=gettext_noop("Name two records, or remove the row."),
                place=Place(str(path), line),
            )
        found.append(Judgement(ends[0], ends[1], known))
    return found


def question_rows(
    questions: Sequence[Question], records: ArrowTable
) -> Iterator[tuple[object, ...]]:
    """Return the rows of a questions file (QUESTION_COLUMNS), the judgement left to be filled in.

    Texts of the records are guarded against spreadsheets that take them for formulas.
    """
    at = {name: row for row, name in enumerate(records.column("record_id").to_pylist())}
    shown = [records.column(name) for name in ("name", "city", "source")]
    for question in questions:
        rows = at[question.left], at[question.right]
        texts = (guard_cell(column[row].as_py() or "") for column in shown for row in rows)
        yield (
            question.left,
            question.right,
            "",
            *texts,
            f"{question.probability:.4f}",
            guard_cell(reasons_words(json.loads(question.reasons))),
        )


def read_weights(path: Path) -> Scorecard:
    """Read the weights that `weights_text` gave; refuse what is not such a document."""
    try:
        return read_scorecard(json.loads(path.read_text("utf-8")))
    except OSError as error:
        raise InputRefused(
            "linkage.no_file",
            gettext_noop("There is no such file."),
            remedy=gettext_noop("Check the path."),
            place=Place(str(path)),
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputRefused(
            "linkage.no_weights",
            gettext_noop("These are not weights of this version: %(why)s"),
            remedy=gettext_noop("Give a file that --save-weights wrote."),
            place=Place(str(path)),
            values={"why": str(error)[:200]},
        ) from error


def weights_text(scorecard: Scorecard) -> str:
    """Return a scorecard as the text of a weights file."""
    about = "Log-odds by feature and level, for commonweave link --weights"
    document = {"about": about, **scorecard.document()}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
