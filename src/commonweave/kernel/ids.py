"""Public identifiers: short, unambiguous to read aloud, with a check character.

Crockford's base 32 (no I, L, O, U) with its modulo-37 check symbol restricted to the same alphabet
by taking the remainder modulo 31, the largest prime below 32, so that any single wrong character
and any swap of neighbours is noticed.
"""

from __future__ import annotations

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 8
_LOOKALIKE = str.maketrans({"o": "0", "i": "1", "l": "1"})


def _check_of(body: str) -> str:
    remainder = 0
    for character in body:
        remainder = (remainder * 32 + ALPHABET.index(character)) % 31
    return ALPHABET[remainder]


def public_id(number: int, prefix: str) -> str:
    """Return `prefix-xxxxxxxxc` for a non-negative number below 32**8.

    The number is the caller's chance; the same number gives the same id.
    """
    if not 0 <= number < 32**LENGTH:
        raise ValueError(f"A public id holds a number from 0 to {32**LENGTH - 1}, not {number}.")
    body = ""
    for _ in range(LENGTH):
        number, digit = divmod(number, 32)
        body = ALPHABET[digit] + body
    return f"{prefix}-{body}{_check_of(body)}"


def read_public_id(text: str, prefix: str) -> str | None:
    """Return the id in its one spelling, or None where it is not one of ours or was mistyped."""
    head, _, tail = text.strip().lower().partition("-")
    tail = tail.replace("-", "").translate(_LOOKALIKE)
    if head != prefix or len(tail) != LENGTH + 1 or any(c not in ALPHABET for c in tail):
        return None
    return f"{head}-{tail}" if _check_of(tail[:-1]) == tail[-1] else None
