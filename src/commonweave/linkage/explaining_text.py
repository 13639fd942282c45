"""An explanation as plain text of at most 80 columns, and as data."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from commonweave.linkage.domain.waterfall import (
    Step,
    chance,
    one_in,
    percent_words,
    span,
    waterfall,
)
from commonweave.linkage.domain.words import KEY_WORDS, reason_phrase
from commonweave.linkage.explaining import Explanation

WIDTH = 80
_LABEL, _SIDE = 12, 32
_WORDS, _BAR = 41, 22
_LONGEST_PATH = 12


def cells(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def fold(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` columns, at spaces where there are any."""
    lines = [""]
    for word in "".join(c if c.isprintable() else " " for c in text).split():
        for at, piece in enumerate(_pieces(word, width)):
            space = " " if lines[-1] and not at else ""
            if at or cells(lines[-1] + space + piece) > width:
                lines.append(piece)
            else:
                lines[-1] += space + piece
    return lines


def _pieces(word: str, width: int) -> Iterator[str]:
    piece = ""
    for character in word:
        if cells(piece + character) > width:
            yield piece
            piece = ""
        piece += character
    yield piece


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cells(text))


def _columns(*parts: tuple[str, int]) -> Iterator[str]:
    """Lay texts out beside each other, each broken to its width."""
    folded = [fold(text, width) for text, width in parts]
    for at in range(max(map(len, folded))):
        line = "  ".join(
            _padded(lines[at] if at < len(lines) else "", width)
            for lines, (_, width) in zip(folded, parts, strict=True)
        )
        yield line.rstrip()


def as_text(explanation: Explanation) -> str:
    """Return an explanation in plain words: records, evidence, keys, answers, clusters."""
    parts = [_side_by_side, _evidence, _keys, _outcome]
    return "\n".join(line for part in parts for line in (*part(explanation), "")) + "\n"


def _side_by_side(told: Explanation) -> Iterator[str]:
    left, right = told.left, told.right
    for name in dict.fromkeys([*left, *right]):
        cells_of = (str(left.get(name, "-")), _SIDE), (str(right.get(name, "-")), _SIDE)
        yield from _columns((name, _LABEL), *cells_of)


def _evidence(told: Explanation) -> Iterator[str]:
    steps = waterfall(told.reasons, base=told.base, total=told.total)
    low, high = span(steps)
    yield f"{'What speaks for (+) and against (-) one body':{_WORDS + _BAR + 2}}weight   chance"
    for step in steps:
        first, *others = fold(_step_words(step), _WORDS)
        bar = _bar(step, low, high)
        yield f"{_padded(first, _WORDS)} {bar} {step.weight:+6.1f} {percent_words(step.after):>8}"
        yield from (f"  {line}" for line in others)
    band = "link" if told.total >= told.cut else "ask a person" if told.total >= told.ask else ""
    words = f"Together: {band or 'apart'}"
    yield f"{_padded(words, _WORDS + _BAR + 1)} {told.total:+6.1f} {percent_words(told.total):>8}"
    yield (
        f"(a link from {percent_words(told.cut)}, a question from {percent_words(told.ask)}; "
        "a weight of 0.7 doubles the odds)"
    )


def _step_words(step: Step) -> str:
    if step.kind == "start":
        return f"at the start: 1 pair in {one_in(step.weight)} is one body"
    if step.kind == "rest":
        return "all slighter reasons together"
    said = "; ".join(reason_phrase(reason) for reason in step.reasons)
    return f"not said: {said}" if step.kind == "absent" else said


def _bar(step: Step, low: float, high: float) -> str:
    """Draw where a step leads: `+` up, `-` down, on a scale that all steps share."""
    scale = _BAR / (high - low)
    start, end = sorted(round((at - low) * scale) for at in (step.before, step.after))
    start = min(start, _BAR - 1)
    mark = "+" if step.weight >= 0 else "-"
    return _padded(" " * start + mark * max(1, end - start), _BAR)


def _keys(told: Explanation) -> Iterator[str]:
    proposed = [key for key, state in told.keys.items() if state == "proposed"]
    if told.compared:
        yield "The two were compared because they share:"
        for key in proposed:
            yield from _item(f"{KEY_WORDS[key]} ({key})")
        return
    yield "The two were not compared: no key reaches the pair. The weights above are"
    yield "what a comparison would have given. Each key would have needed:"
    why = {
        "crowded": "shared by too many records",
        "differs": "both have it, but not the same",
        "left": "only the first record has it",
        "right": "only the second record has it",
        "neither": "neither record has it",
    }
    for key, state in told.keys.items():
        yield from _item(f"{KEY_WORDS[key]} ({key}): {why[state]}")


def _outcome(told: Explanation) -> Iterator[str]:
    for sentence in (*_answer_words(told), *_cluster_words(told)):
        yield from fold(sentence, WIDTH)
    for hop in told.path[:_LONGEST_PATH] if len(told.path) > 1 else ():
        why = "an answer" if hop.logit is None else f"{hop.logit:+.1f}"
        yield from _item(f"{hop.left} with {hop.right}: {why}")
    if len(told.path) > _LONGEST_PATH:
        yield from _item(f"and {len(told.path) - _LONGEST_PATH} steps more")


def _answer_words(told: Explanation) -> Iterator[str]:
    answer = told.answer
    if answer is None:
        yield "Nobody has answered whether they are one body."
    elif answer.overruled:
        yield f"The answer “{answer.verdict}” gave way to later ones that contradict it."
    elif answer.through:
        yield f"Answers on other records say “{answer.verdict}” of these two."
    else:
        yield f"A person answered “{answer.verdict}”."


def _cluster_words(told: Explanation) -> Iterator[str]:
    first, second = told.clusters
    if first != second:
        yield f"They stand in two clusters, {first} and {second}."
    if told.between:
        yield (
            f"The mean evidence between these is {told.between.mean:+.1f} (pairs: "
            f"{told.between.pairs}, compared: {told.between.compared}); clusters join from "
            f"{told.cut:+.1f}."
        )
    if first == second and len(told.path) == 1:
        yield f"They stand in one cluster, {first}, and are linked directly."
    elif first == second and told.path:
        yield f"They stand in one cluster, {first}, by way of other records:"
    elif first == second:
        yield f"They stand in one cluster, {first}."


def _item(text: str) -> Iterator[str]:
    first, *others = fold(text, WIDTH - 2)
    yield f"- {first}"
    yield from (f"  {line}" for line in others)


def as_data(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation as data that JSON can hold; the steps carry their probability."""
    told = asdict(explanation)
    steps = waterfall(explanation.reasons, base=explanation.base, total=explanation.total)
    return {
        **{name: told[name] for name in ("left", "right", "compared", "keys")},
        "steps": [_step_data(step) for step in steps],
        "logit": explanation.total,
        "probability": chance(explanation.total),
        "link_from": chance(explanation.cut),
        "ask_from": chance(explanation.ask),
        **{name: told[name] for name in ("answer", "clusters", "path", "between")},
    }


def _step_data(step: Step) -> Mapping[str, Any]:
    reasons: Sequence[Mapping[str, Any]] = [
        {**reason, "words": reason_phrase(reason)} for reason in step.reasons
    ]
    return {
        "kind": step.kind,
        "weight": round(step.weight, 2),
        "logit": round(step.after, 2),
        "probability": chance(step.after),
        "reasons": reasons,
    }
