"""Words of a source, with the code of a shared vocabulary where one is recognised."""

from __future__ import annotations

import re
from functools import lru_cache

from commonweave.registry.data import read_table
from commonweave.registry.domain.fields import Coded, StatusCode
from commonweave.registry.domain.folding import fold

_URI = re.compile(
    r"https?://\S*/(activities-ica|activities-modified|activities|organisational-structure|"
    r"base-membership-type|legal-form|qualifiers|type-of-labour)[/#]([A-Z]{1,4}\d{1,4})/?"
)
_OF_FIELD = {
    "activity": ("activities-ica", "activities-modified", "activities"),
    "structure": ("organisational-structure", "base-membership-type"),
    "legal_form": ("legal-form", "organisational-structure"),
}


@lru_cache(maxsize=1)
def _by_code() -> dict[tuple[str, str], str]:
    return {
        (row["list"], row["code"]): row["label"]
        for row in read_table("essglobal_codes.csv")
        if row["language"] == "en"
    }


@lru_cache(maxsize=1)
def _by_label() -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for row in read_table("essglobal_codes.csv"):
        found.setdefault((row["list"], fold(row["label"])), row["code"])
    return found


@lru_cache(maxsize=16384)
def read_coded(text: str, field: str, scheme: str = "") -> Coded:
    """Return the text with its ESSGlobal code: from a URI, a bare code or an exact label.

    A URI becomes the vocabulary's English label. `scheme` names another classification that the
    column is of (`NAF`, `SIC`): then the code is `NAF:63.11Z`.
    """
    if scheme:
        return {"text": text, "code": f"{scheme}:{text}"}
    if match := _URI.fullmatch(text):
        label = _by_code().get((match[1], match[2]))
        return {"text": label or match[2], "code": f"{match[1]}:{match[2]}"}
    for vocabulary in _OF_FIELD.get(field, ()):
        if (label := _by_code().get((vocabulary, text))) is not None:
            return {"text": label, "code": f"{vocabulary}:{text}"}
        if code := _by_label().get((vocabulary, fold(text))):
            return {"text": text, "code": f"{vocabulary}:{code}"}
    return {"text": text}


@lru_cache(maxsize=1)
def _status_words() -> dict[str, str]:
    return {fold(row["word"]): row["code"] for row in read_table("status_words.csv")}


_YES = frozenset({"true", "yes", "oui", "si", "sim", "ja", "1", "o", "y", "s", "vrai", "wahr"})
_NO = frozenset({"false", "no", "non", "nao", "nein", "0", "n", "faux", "falsch"})


@lru_cache(maxsize=4096)
def read_status(text: str, boolean: bool = False) -> Coded:
    """Return a status word with its code (`active`, `inactive`, `dissolved`, `emerging`) if known.

    `boolean` says that the column asks "is it active?", so that yes and no have a meaning.
    """
    folded = fold(text)
    code: StatusCode | str | None = _status_words().get(folded)
    if boolean and code is None:
        code = "active" if folded in _YES else "inactive" if folded in _NO else None
    return {"text": text, "code": code} if code else {"text": text}


@lru_cache(maxsize=64)
def read_yes_no(text: str) -> bool | None:
    """Return what a yes-or-no word of five languages says, or None."""
    folded = fold(text)
    return True if folded in _YES else False if folded in _NO else None
