"""What `commonweave link` may be told, and which of it goes together."""

from __future__ import annotations

import argparse
from pathlib import Path

from commonweave.kernel.refusals import InputRefused, Place, gettext_noop

DESCRIPTION = """\
Find the records that are of one body, in one list or over several.

A list is a CSV file in UTF-8, one row a record, with the columns
  record_id, source, name, alt_name, kind, legal_form, street, city, postcode, region, country,
  lat, lon, email, phone, website, identifier, founded
Only record_id and name are needed; other columns are left aside. Without a source column the
file's name is the source. alt_name, email, phone, website and identifier may hold several values
with " | " or ";" between them, name with " | ". An identifier is "scheme:value" (GB-COH:525R) or
a bare value (525R), which weighs less. A country may be a code or a name in any language.

Judgements are obeyed: "same" keeps two records together, "different" apart, also through a third.
Of two answers that contradict each other the one further down holds. From 20 answers on the
weights are fitted to them, tested on answers held out, and kept only where that helps; precision
and recall of the links are estimated from the answers. The best answers are those to --ask.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `commonweave link` on a parser."""
    parser.description = DESCRIPTION
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add = parser.add_argument
    add("lists", nargs="*", type=Path, metavar="LIST.csv", help="lists of records")
    add(
        "--out",
        type=Path,
        metavar="CLUSTERS.csv",
        help="write record_id,cluster_id here, every record once; the cluster's id is its "
        "smallest record_id",
    )
    add(
        "--pairs",
        type=Path,
        metavar="PAIRS.csv",
        help="write record_id_l,record_id_r,probability,reasons here",
    )
    add(
        "--link-threshold",
        type=_share,
        metavar="P",
        help="probability from which a pair counts as a link (default 0.45)",
    )
    add(
        "--ask-threshold",
        type=_share,
        metavar="P",
        help="probability from which a person should be asked (default 0.15)",
    )
    engines = "duckdb (default), spark-local[2] or spark://host:port"
    add("--engine", default="duckdb", metavar="NAME", help=f"where tables are worked on: {engines}")
    scorer = "weights (default), or splink for a second opinion by what it learns from the lists"
    add(
        "--scorer",
        choices=("weights", "splink"),
        metavar="NAME",
        help=f"what scores pairs: {scorer}",
    )
    memory = "memory that the engine may take, such as 2GB; what does not fit goes to disk"
    add("--memory", default="", metavar="SIZE", help=memory)
    _add_state(parser)
    _add_review(parser)
    _add_words(parser)
    _add_views(parser)


def _add_state(parser: argparse.ArgumentParser) -> None:
    """Declare what keeping a linkage needs."""
    add = parser.add_argument
    kept = "keep in this folder what it takes to add to the linkage later"
    add("--state", type=Path, metavar="FOLDER", help=kept)
    add(
        "--add",
        action="store_true",
        help="link the new and changed records of the lists into the linkage kept in --state; "
        "--out then has all records of the clusters that this touches",
    )
    remove = "remove the records of the column record_id from the linkage kept in --state"
    add("--remove", type=Path, metavar="IDS.csv", help=remove)


def _add_views(parser: argparse.ArgumentParser) -> None:
    """Declare what can be shown of a result."""
    add = parser.add_argument
    add(
        "--evaluate",
        type=Path,
        metavar="TRUTH.csv",
        help="measure against record_id,cluster_id or against pairs of ids in two columns",
    )
    add(
        "--clusters",
        type=Path,
        metavar="CLUSTERS.csv",
        help="with --evaluate and without lists: measure this result",
    )
    add(
        "--explain",
        nargs=2,
        action="append",
        metavar=("A", "B"),
        help="say why the records with these two ids are one body or two; may be repeated",
    )
    add("--json", action="store_true", help="print report, measures and explanations as JSON")


def _add_review(parser: argparse.ArgumentParser) -> None:
    """Declare what questions and answers need."""
    add = parser.add_argument
    add(
        "--judgements",
        type=Path,
        metavar="ANSWERS.csv",
        help="obey record_id_l,record_id_r,judgement (same, different, unsure)",
    )
    add(
        "--ask",
        nargs=2,
        metavar=("N", "QUESTIONS.csv"),
        help="write the N pairs most worth an answer here; fill in the column judgement and give "
        "the file to --judgements",
    )
    add("--no-refit", action="store_true", help="leave the weights as they are")
    add("--weights", type=Path, metavar="WEIGHTS.json", help="score by these weights")
    add(
        "--save-weights",
        type=Path,
        metavar="WEIGHTS.json",
        help="write the weights that scored the pairs here",
    )


def _add_words(parser: argparse.ArgumentParser) -> None:
    """Declare the words that a network adds to the lexicon, and those that answers propose."""
    parser.add_argument(
        "--lexicon",
        type=Path,
        metavar="WORDS.csv",
        help="add form,kind,concept (and implies) to the words that are read in names",
    )
    parser.add_argument(
        "--propose-words",
        type=Path,
        metavar="WORDS.csv",
        help="write the words that the answers propose for --lexicon here",
    )


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"a probability between 0 and 1 is needed, not {text!r}")
    return value


def refuse(code: str, message: str, remedy: str, place: Path | None = None) -> InputRefused:
    """Return a refusal of an argument or of the file that it names."""
    return InputRefused(code, message, remedy=remedy, place=Place(str(place)) if place else None)


def _check_number(args: argparse.Namespace) -> None:
    if args.ask is not None and not (args.ask[0].isdecimal() and 0 < int(args.ask[0]) <= 100_000):
        raise refuse(
            "linkage.ask_number",
            gettext_noop("--ask needs a number of questions from 1 to 100000, and a file."),
            gettext_noop("Write for example --ask 100 questions.csv."),
        )


def check_arguments(args: argparse.Namespace) -> None:
    """Refuse what does not go together, before anything is read."""
    updates = args.add or args.remove is not None
    if updates:
        _check_update(args)
    elif not args.lists and not (args.evaluate and args.clusters):
        raise refuse(
            "linkage.nothing_to_do",
            gettext_noop("There is no list to link."),
            gettext_noop("Name one or more CSV files, or give --evaluate with --clusters."),
        )
    _check_number(args)
    if args.propose_words and not (args.lists and args.judgements):
        raise refuse(
            "linkage.no_answers",
            gettext_noop("Without answers no word can be proposed."),
            gettext_noop("Give lists and --judgements with the answers."),
        )
    _check_second_opinion(args)
    if args.lists and args.clusters:
        raise refuse(
            "linkage.lists_and_clusters",
            gettext_noop("--clusters measures an existing result and goes without lists."),
            gettext_noop("Leave one of them out."),
        )
    if args.lists and not (args.out or args.evaluate or args.explain or args.ask or args.state):
        raise refuse(
            "linkage.no_output",
            gettext_noop("The result has nowhere to go."),
            gettext_noop(
                "Give --out or --ask with a file name, --state with a folder, --evaluate with a "
                "truth, or --explain."
            ),
        )
    if args.explain and not args.lists:
        raise refuse(
            "linkage.explain_without_lists",
            gettext_noop("--explain needs the lists that the records stand in."),
            gettext_noop("Name the lists."),
        )
    _check_outputs(args)


def _check_second_opinion(args: argparse.Namespace) -> None:
    """Refuse what Splink's scores do not have; take `--engine splink` for `--scorer splink`."""
    if args.engine == "splink":
        args.engine, args.scorer = "duckdb", "splink"
    ours = (
        "pairs", "weights", "save_weights", "ask", "explain", "state", "judgements",
        "propose_words",
    )  # fmt: skip
    if args.scorer == "splink" and any(getattr(args, name) for name in ours):
        raise refuse(
            "linkage.second_opinion",
            gettext_noop("A second opinion by Splink has clusters only: no weights, no questions."),
            gettext_noop("Give --scorer splink with --out or --evaluate, and leave the rest out."),
        )


def _check_update(args: argparse.Namespace) -> None:
    if args.state is None:
        raise refuse(
            "linkage.update_without_state",
            gettext_noop("--add and --remove need the linkage that they change."),
            gettext_noop("Name its folder with --state."),
        )
    if args.add != bool(args.lists):
        raise refuse(
            "linkage.add_and_lists",
            gettext_noop("--add and lists of records go together."),
            gettext_noop("Give --add with the lists, or only --remove with a file of ids."),
        )
    if args.evaluate or args.clusters or args.explain or args.propose_words:
        raise refuse(
            "linkage.update_views",
            gettext_noop("--evaluate, --clusters, --explain and --propose-words need all records."),
            gettext_noop("Link all lists without --add and --remove for them."),
        )


def _check_outputs(args: argparse.Namespace) -> None:
    given = (args.judgements, args.lexicon, args.evaluate, args.weights, args.remove)
    read = (*args.lists, *given)
    inputs = {path.resolve() for path in read if path}
    questions = Path(args.ask[1]) if args.ask else None
    written = (args.out, args.pairs, questions, args.save_weights, args.propose_words)
    outputs = [path for path in written if path]
    for path in outputs:
        if path.resolve() in inputs or outputs.count(path) > 1:
            raise refuse(
                "linkage.would_overwrite",
                gettext_noop("This file would be read and written in one run."),
                gettext_noop("Give another name for the output."),
                path,
            )
        if path.is_dir() or not path.resolve().parent.is_dir():
            raise refuse(
                "linkage.no_folder",
                gettext_noop("No file can be written there."),
                gettext_noop("Make the folder first, or give another path."),
                path,
            )
