"""`commonweave refit`: fit the weights for one source to the answers."""

from __future__ import annotations

import argparse
import json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("source", metavar="SOURCE", help="short name of the source")
    parser.add_argument(
        "--take-back", action="store_true", help="go back to the shipped weights for the source"
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")


def run(args: argparse.Namespace) -> int:
    """Fit, and say what came of it."""
    from commonweave.kernel.refusals import NotFound, gettext_noop
    from commonweave.registry.models import Source
    from commonweave.registry.services.refitting import refit_weights_of, take_back_refit

    source = Source.objects.filter(slug=args.source).first()
    if source is None:
        raise NotFound(
            "source_unknown",
            gettext_noop("There is no such source."),
            remedy=gettext_noop("See the short names with: commonweave sources"),
        )
    fit = (take_back_refit if args.take_back else refit_weights_of)(source=source, by=None)
    if args.json:
        print(json.dumps({"source": source.slug, "outcome": fit.outcome, **fit.figures}))
        return 0
    before, after = fit.figures.get("before"), fit.figures.get("after")
    if "answers" in fit.figures:
        print(f"{fit.figures['answers']} answers on entries of {source.title}.")
    if before and after:
        print(
            f"On answers held out: log loss {before['log_loss']:.3f} → {after['log_loss']:.3f}, "
            f"pair F1 {before['f1']:.3f} → {after['f1']:.3f}."
        )
    print(f"{fit.get_outcome_display()}.".capitalize())
    if fit.outcome in ("better", "taken_back"):
        print("The next weave goes by it: commonweave weave")
    return 0
