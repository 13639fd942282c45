"""Telephones, domains and mail addresses that can belong to nobody.

Domains: the reserved top-level domain `.example` (RFC 2606). Telephones: 555-0100 to 555-0199 of
each Canadian area code, set aside for fiction by the North American Numbering Plan; in provinces
with more bodies than that, the five ranges of French geographic numbers set aside by ARCEP for
works of fiction. When all 55,600 are given out, further bodies have no telephone.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Sequence

SHARED_HOST = "social.example"
_MAIL_HOSTS = ("mail.example", "post.example", "correo.example", "courriel.example")
_FRENCH_RANGES = ("19900", "26191", "35301", "46571", "53649")
_SMALL = {"de", "la", "le", "les", "des", "du", "el", "los", "las", "of", "the", "da", "do", "inc"}


def slug(text: str, *, limit: int = 38) -> str:
    """Return ASCII words joined by hyphens, at most `limit` characters; "" where none is Latin."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in _SMALL]
    return "-".join(words)[:limit].strip("-")


class ContactBook:
    """Gives out telephones and domains, none of them twice."""

    def __init__(self, rng: random.Random, area_codes: Sequence[int]) -> None:
        self._domains = {host.split(".")[0] for host in (SHARED_HOST, *_MAIL_HOSTS)}
        self._phones = [f"+1{area}55501{n:02d}" for area in area_codes for n in range(100)]
        rng.shuffle(self._phones)
        self._abroad = 0

    def new_phone(self) -> str:
        """Return a number in E.164 form, or "" when the reserved ranges are used up."""
        if self._phones:
            return self._phones.pop()
        block, number = divmod(self._abroad, 10_000)
        if block == len(_FRENCH_RANGES):
            return ""
        self._abroad += 1
        return f"+33{_FRENCH_RANGES[block]}{number:04d}"

    def new_domain(self, name: str, town: str) -> str:
        """Return a domain made of the name, with the town or a number where it is taken."""
        base = slug(name) or slug(town)
        domain, number = base, 1
        while domain in self._domains:
            domain = f"{base}-{slug(town)}"[:58] if number == 1 else f"{base}-{number}"
            number += 1
        self._domains.add(domain)
        return f"{domain}.example"


def draw_website(rng: random.Random, domain: str) -> str:
    """Return a body's page: mostly a site of its own, often a page of a shared host."""
    if rng.random() < 0.15:
        return f"{SHARED_HOST}/{domain.removesuffix('.example')}"
    return domain


def draw_email(rng: random.Random, domain: str, *, own_site: bool, person: str) -> str:
    """Return a mail address: of the body's domain, of a large host, or a person's."""
    word = domain.removesuffix(".example")
    if own_site and rng.random() < 0.7:
        if rng.random() < 0.15:
            return f"{slug(person).replace('-', '.')}@{domain}"
        return f"{rng.choice(('info', 'info', 'contact', 'hello', 'bonjour', 'admin'))}@{domain}"
    return f"{word.replace('-', '')[:24]}@{rng.choice(_MAIL_HOSTS)}"
