"""The lexicon: type words, legal forms, activities, themes, places and marks of branches.

A form is looked up by its tokens. Latin forms match without accents, other scripts as written
(after the folding of `text.fold`); forms in scripts that write no spaces (Hangul, Han, kana) are
also found inside a longer token. A leading hyphen marks a word ending of compounds
(`-genossenschaft`).

A type or activity stands for its concept in every language. A theme (hope, sun, bridge) or a place
stays the word that it is, since bodies of one town that differ are called by words of one sense;
what it means is its sense, by which names of different languages are brought together.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import chain

from commonweave.kernel.refusals import InputRefused, gettext_noop
from commonweave.linkage.domain.text import (
    is_unspaced,
    look_up_key,
    romanise,
    skeleton,
    split_words,
)

SENSES = ("theme", "place")
"""Kinds of forms that stay as they are written, and have a sense besides."""


@dataclass(frozen=True)
class Entry:
    """One meaning of a form: `kind` is one of `KINDS`.

    `implies` is the type that a legal form goes with (an e.V. is an association), or "".
    """

    kind: str
    concept: str
    implies: str = ""


Phrase = tuple[tuple[str, ...], Entry]
Row = tuple[str, str, str, str]
"""Form, kind, concept, implies."""


@dataclass(eq=False)
class Lexicon:
    """Forms ready to be found; made by `build_lexicon` and not changed afterwards.

    Two lexicons are never the same one, so that what was read with a lexicon can be kept by it.
    """

    phrases: dict[str, list[Phrase]] = field(default_factory=dict)
    endings: dict[str, Entry] = field(default_factory=dict)
    inside: dict[str, Entry] = field(default_factory=dict)
    longest_inside: int = 0
    concepts: dict[str, int] = field(default_factory=dict)
    senses: dict[str, str] = field(default_factory=dict)
    towns: dict[str, str] = field(default_factory=dict)

    def sense_of(self, word: str) -> str:
        """Return how a romanised word is known across languages: its sense, else its sound."""
        return self.senses.get(word) or skeleton(word)

    def town_of(self, town: str) -> str:
        """Return how a romanised town is known across languages: its sense, else its sound."""
        glued = town.replace(" ", "")
        return self.towns.get(glued) or skeleton(glued)

    def phrases_from(self, key: str) -> dict[str, list[Phrase]]:
        """Return the forms of several tokens that start with one, by the second token.

        The longest stand first.
        """
        found: dict[str, list[Phrase]] = {}
        for phrase in self.phrases.get(key, ()):
            if len(phrase[0]) > 1:
                found.setdefault(phrase[0][1], []).append(phrase)
        return found

    def ending_of(self, key: str) -> tuple[str, Entry] | None:
        """Split a compound at a known ending: (`wohnungs`, entry of `-genossenschaft`)."""
        for length in range(min(len(key) - 3, 16), 4, -1):
            entry = self.endings.get(key[-length:])
            if entry:
                return key[:-length], entry
        return None

    def meaning_of(self, key: str) -> Entry | None:
        """Return the entry of a single token, where it is a form by itself."""
        return next((entry for keys, entry in self.phrases.get(key, ()) if len(keys) == 1), None)

    def pieces_of(self, token: str) -> list[str | Entry]:
        """Cut a token of an unspaced script into known forms and what stands between them."""
        pieces: list[str | Entry] = []
        rest, at = "", 0
        while at < len(token):
            for length in range(min(self.longest_inside, len(token) - at), 1, -1):
                entry = self.inside.get(token[at : at + length])
                if entry:
                    known = token[at : at + length] if entry.kind in SENSES else entry
                    pieces += [rest, known] if rest else [known]
                    rest, at = "", at + length
                    break
            else:
                rest += token[at]
                at += 1
        return [*pieces, rest] if rest else pieces


KINDS = (*SENSES, "legal", "stop", "number", "mark", "type", "activity")
"""Kinds of forms; of several meanings of one form the one of the later kind holds."""


_CONCEPT = re.compile(r"[a-z][a-z0-9_]{0,39}")
LONGEST_FORM = 80
"""Characters of a form that a network may add."""


def check_word(row: Row, *, types: Collection[str]) -> Row:
    """Return a row that a network adds, trimmed and folded; `types` are the known types of body.

    Raises InputRefused for a form without a letter, an unknown kind, a concept that is no plain
    name, and for a type of body that the weights do not know.
    """
    form, kind, concept, implies = (" ".join(cell.split()) for cell in row)
    kind, concept, implies = kind.casefold(), concept.casefold(), implies.casefold()
    if not any(map(str.isalpha, form)) or len(form) > LONGEST_FORM or not split_words(form):
        raise InputRefused(
            "linkage.word_form",
            gettext_noop("“%(form)s” cannot be a form of the lexicon."),
            remedy=gettext_noop("Give a word or a few words, with letters, up to 80 characters."),
            values={"form": form[:LONGEST_FORM]},
        )
    if kind not in KINDS:
        raise InputRefused(
            "linkage.word_kind",
            gettext_noop("“%(kind)s” is no kind of word."),
            remedy=gettext_noop("Write one of these: %(kinds)s."),
            values={"kind": kind[:40], "kinds": ", ".join(KINDS)},
        )
    if not _CONCEPT.fullmatch(concept):
        raise InputRefused(
            "linkage.word_concept",
            gettext_noop("“%(concept)s” cannot be a concept."),
            remedy=gettext_noop("Write a plain name of letters a-z, such as housing."),
            values={"concept": concept[:40]},
        )
    for name in (concept if kind == "type" else "", implies):
        if name and name not in types:
            raise InputRefused(
                "linkage.word_type",
                gettext_noop("“%(type)s” is no known type of body."),
                remedy=gettext_noop("Write one of these: %(types)s."),
                values={"type": name[:40], "types": ", ".join(sorted(types))},
            )
    return form, kind, concept, implies


def build_lexicon(rows: Iterable[Row], own: Iterable[Row] = ()) -> Lexicon:
    """Build a lexicon from its rows, and from those that a network adds, which win over them.

    Where a form has several meanings, type words win over legal forms of the same spelling, and
    activities over both; of one kind the later row wins. A legal form counts only at the start or
    end of a name. Raises KeyError for a kind that is none of `KINDS`.
    """
    lexicon = Lexicon()
    meanings: dict[tuple[str, str, str], Entry] = {}
    found: dict[tuple[str, ...], Entry] = {}
    by_kind: dict[str, list[Row]] = {kind: [] for kind in KINDS}
    for row in rows:
        by_kind[row[1]].append(row)
    for form, *meant in chain(*by_kind.values(), own):
        meaning = meant[0], meant[1], meant[2]
        entry = meanings.get(meaning) or meanings.setdefault(meaning, Entry(*meaning))
        if form[:1] == "-":
            lexicon.endings[look_up_key(form[1:])] = entry
            continue
        tokens = split_words(form)
        if len(tokens) == 1 and len(tokens[0]) > 1 and is_unspaced(tokens[0]):
            lexicon.inside[tokens[0]] = entry
        if entry.kind in SENSES:
            _add_sense(lexicon, "".join(map(romanise, tokens)), entry)
            if len(tokens) == 1 or tokens[0].isascii():
                continue
        if tokens:
            found[tuple(map(look_up_key, tokens))] = entry
    for keys, entry in found.items():
        lexicon.phrases.setdefault(keys[0], []).append((keys, entry))
    for phrases in lexicon.phrases.values():
        if len(phrases) > 1:
            phrases.sort(key=lambda phrase: -len(phrase[0]))
    lexicon.longest_inside = max(map(len, lexicon.inside), default=0)
    types = sorted({entry.concept for entry in meanings.values() if entry.kind == "type"})
    lexicon.concepts = {concept: number for number, concept in enumerate(types)}
    return lexicon


def _add_sense(lexicon: Lexicon, word: str, entry: Entry) -> None:
    """Add a romanised word; of a theme and a place of one spelling names mean the theme."""
    sense = f"={entry.concept}"  # as no sound is spelled
    if entry.kind == "theme":
        lexicon.senses[word] = sense
    else:
        lexicon.senses.setdefault(word, sense)
        lexicon.towns[word] = sense
