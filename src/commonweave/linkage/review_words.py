"""What a review found, in sentences for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_REFUSED = {
    "few": "too few answers say same or different (20 are needed)",
    "one_kind": "nearly all answers are alike (5 of each kind are needed)",
    "noise": "answers held out are not told better beyond chance",
}


def review_words(report: Mapping[str, Any]) -> Iterator[str]:
    """Return the lines about the re-fit and the estimate of a run's report."""
    refit = report.get("refit")
    if refit:
        yield from _refit_words(refit)
    if "estimate" in report:
        yield from _estimate_words(report["estimate"])


def _refit_words(refit: Mapping[str, Any]) -> Iterator[str]:
    yield f"{refit['answers']} answers on compared pairs, {refit['same']} of them same."
    if refit["not_compared"]:
        yield f"{refit['not_compared']} answers are on pairs never compared; they are obeyed only."
    before, after = refit["before"], refit["after"]
    if before and after:
        yield (
            f"On answers held out: log loss {before['log_loss']:.3f} → {after['log_loss']:.3f}, "
            f"pair F1 {before['f1']:.3f} → {after['f1']:.3f}."
        )
    if refit["accepted"]:
        yield "The weights were fitted to the answers."
    else:
        yield f"The weights stay as they are: {_REFUSED[refit['outcome']]}."


def _estimate_words(estimate: Mapping[str, Any] | None) -> Iterator[str]:
    if estimate is None:
        yield "Precision and recall are not estimated: too few answers."
        return
    for name in ("precision", "recall"):
        share = estimate[name]
        yield (
            f"Estimated {name} {share['value']:.3f} "
            f"(95 % interval {share['low']:.3f} to {share['high']:.3f})"
        )
    yield (
        f"from {estimate['answers']} answers, among the compared pairs that were kept; "
        "bodies that were never compared are not counted."
    )
