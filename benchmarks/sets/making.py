"""What the makers of the sets share: chance, slips of the pen, coined words, and lists of rows."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

Row = dict[str, str]
DATA = Path(__file__).parent / "data"


@dataclass
class Lists:
    """Records in the columns of `commonweave link`, and record id → number of the body."""

    rows: list[Row] = field(default_factory=list)
    truth: dict[str, str] = field(default_factory=dict)

    def add(self, source: str, body: int | str, row: Row) -> None:
        """Add a record of a list."""
        record_id = f"{source}-{len(self.rows):06d}"
        kept = {name: value for name, value in row.items() if value}
        self.rows.append({**kept, "record_id": record_id, "source": source})
        self.truth[record_id] = str(body)

    def shuffled(self, rng: random.Random) -> Lists:
        """Return the lists with record ids that say nothing of the order they were made in."""
        order = list(range(len(self.rows)))
        rng.shuffle(order)
        out = Lists()
        for at in order:
            row = self.rows[at]
            out.add(row["source"], self.truth[row["record_id"]], row)
        return out


@cache
def table(name: str) -> tuple[Row, ...]:
    """Return the rows of a data file."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


def skewed(rng: random.Random, items: list, power: float = 1.7):
    """Pick an item, those in front more often."""
    return items[int(len(items) * rng.random() ** power)]


def slip(rng: random.Random, text: str) -> str:
    """Return a text with one letter lost, doubled, swapped with the next, or another."""
    if len(text) < 4:
        return text
    at = rng.randrange(1, len(text) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    if kind == 2:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + rng.choice("aeionrst") + text[at + 1 :]


def maybe_slip(rng: random.Random, text: str, share: float) -> str:
    """Return the text, with a slip in that share of cases."""
    return slip(rng, text) if rng.random() < share else text


def initials(name: str) -> str:
    """Return the first letters of the longer words of a name, in capitals."""
    return "".join(word[0] for word in name.split() if len(word) > 2 and word[0].isalpha()).upper()


HEADS = ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t")
HEARTS = ("a", "e", "i", "o", "u")
TAILS = ("", "", "", "n", "l", "m")
_CYRILLIC = dict(zip("bdfgklmnprstaeiou", "бдфгклмнпрстаеиоу", strict=True))
_ARABIC = dict(zip("bdfgklmnprst", "بدفغكلمنبرست", strict=True)) | {
    "a": "ا", "e": "ي", "i": "ي", "o": "و", "u": "و"
}  # fmt: skip
_LEADS = {"g": 0, "n": 2, "d": 3, "r": 5, "l": 5, "m": 6, "b": 7, "s": 9, "k": 15, "t": 16,
          "p": 17, "f": 17}  # fmt: skip
_VOWELS = {"a": 0, "e": 5, "o": 8, "u": 13, "i": 20}
_CLOSES = {"": 0, "n": 4, "l": 8, "m": 16}


@dataclass(frozen=True)
class Brand:
    """A coined word as syllables, so that each script can spell it."""

    syllables: tuple[tuple[str, str, str], ...]

    def latin(self) -> str:
        """Return the word in Latin letters."""
        return "".join("".join(parts) for parts in self.syllables).capitalize()

    def in_script(self, language: str) -> str:
        """Return the word as a language writes it."""
        if language in ("bg", "uk"):
            return "".join(_CYRILLIC[c] for c in self.latin().lower()).capitalize()
        if language == "ar":
            inner = [c for parts in self.syllables for c in parts if c]
            return "".join(_ARABIC[letter[0]] for letter in inner if letter != "e")
        if language == "ko":
            return "".join(
                chr(0xAC00 + (_LEADS[a] * 21 + _VOWELS[b]) * 28 + _CLOSES[c])
                for a, b, c in self.syllables
            )
        return self.latin()


def coin(rng: random.Random) -> Brand:
    """Coin a word of two or three syllables."""
    count = rng.choice((2, 2, 3))
    return Brand(
        tuple((rng.choice(HEADS), rng.choice(HEARTS), rng.choice(TAILS)) for _ in range(count))
    )


def day(rng: random.Random, first: int = 1905, last: int = 2021) -> str:
    """Return a date in ISO form."""
    return f"{rng.randint(first, last)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
