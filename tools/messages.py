"""Keep the translations in step with the code.

    python tools/messages.py            take new messages into the .po files and compile them
    python tools/messages.py --check    change nothing; exit status 1 when anything is out of step

Messages are found in Python by the usual function names (`gettext_noop` marks those of the pure
rooms) and in templates through Django's own reading of them. Babel writes and compiles, so that no
gettext program is needed.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "commonweave"
LOCALE = PACKAGE / "locale"
LANGUAGES = ("fr", "es")
FUNCTIONS = {
    *("_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"),
    *("pgettext", "pgettext_lazy", "npgettext"),
}
Words = str | tuple[str, ...]
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
"""Stands in every file, so that the same messages give the same bytes."""
SLOT = re.compile(r"%\((\w+)\)[sd]")


def find_messages() -> Iterator[tuple[str, Words, str | None]]:
    """Yield (file, message or its plural pair, context) for each message of the package."""
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]):
        if "migrations" in path.parts:
            continue
        name = path.relative_to(PACKAGE.parent).as_posix()
        source = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            # In brackets, so that the indentation of the template means nothing to the reader.
            source = f"({templatize(source, origin=name)})"
        keywords = dict.fromkeys(FUNCTIONS)
        for found in extract_python(io.BytesIO(source.encode()), keywords, [], {}):
            _line, function, words, _comments = found
            message, context = _as_message(str(function), words)
            if message is not None:
                yield name, message, context


def _as_message(
    function: str, words: Sequence[Any] | str | None
) -> tuple[Words | None, str | None]:
    """Return what is translated, without the other arguments of the call."""
    parts = [words] if isinstance(words, str | None) else list(words)
    context = parts.pop(0) if function.lstrip("n").startswith("pgettext") else None
    chosen = parts[:2] if function.startswith("n") else parts[:1]
    texts = tuple(str(text) for text in chosen if text)
    if len(texts) < len(chosen):  # a name, not a text, stands there: nothing to translate
        return None, context
    return (texts if len(texts) == 2 else texts[0]), context


def read_code() -> Catalog:
    """Return every message of the package, each with the files that hold it."""
    catalog = Catalog(charset="utf-8")
    for name, message, context in find_messages():
        catalog.add(message, locations=[(name, 0)], context=context)
    return catalog


def read_language(language: str) -> Catalog:
    """Return a language's catalogue; an empty one where there is no file yet."""
    path = _po(language)
    if path.exists():
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
    else:
        catalog = Catalog(locale=language, charset="utf-8")
    catalog.creation_date = catalog.revision_date = NO_DATE
    return catalog


def _po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def compiled(catalog: Catalog) -> bytes:
    """Return the catalogue as a .mo file."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def update(language: str, code: Catalog) -> None:
    """Write the language's .po with the messages of the code, and its .mo."""
    catalog = read_language(language)
    catalog.update(code, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.creation_date = catalog.revision_date = NO_DATE
    catalog.header_comment = "# Translations of Commonweave."
    catalog.project, catalog.version, catalog.fuzzy = "Commonweave", "1", False
    path = _po(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=100, sort_output=True, include_lineno=False, omit_header=False)
    header = re.compile(
        rb'^"(Report-Msgid-Bugs-To|Language-Team|POT-Creation-Date|PO-Revision-Date|Last-Translator|Generated-By).*\n'
    )
    lines = [line for line in buffer.getvalue().splitlines(keepends=True) if not header.match(line)]
    path.write_bytes(b"".join(lines))
    path.with_suffix(".mo").write_bytes(compiled(read_language(language)))


def find_faults(language: str, code: Catalog) -> Iterator[str]:
    """Yield what is out of step in a language, in words."""
    catalog = read_language(language)
    known = {(message.context, _key(message)): message for message in catalog if message.id}
    wanted = {(message.context, _key(message)): message for message in code if message.id}
    for key, message in wanted.items():
        if key not in known:
            yield f"{language}: new in the code: {message.id!r} ({message.locations[0][0]})"
    for key, message in known.items():
        if key not in wanted:
            yield f"{language}: no longer in the code: {message.id!r}"
        elif message.fuzzy or not all(_strings(message)):
            yield f"{language}: not translated: {message.id!r}"
        elif any(_slots(text) != _slots(_ids(message)[-1]) for text in _strings(message)[-1:]):
            yield f"{language}: other slots than the message: {message.id!r}"
    mo = _po(language).with_suffix(".mo")
    if not mo.exists() or mo.read_bytes() != compiled(catalog):
        yield f"{language}: the .mo file is not that of the .po file"


def _key(message: Message) -> str:
    return _ids(message)[0]


def _ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _strings(message: Message) -> tuple[str, ...]:
    return (
        (message.string or "",) if isinstance(message.string, str | None) else tuple(message.string)
    )


def _slots(text: str) -> set[str]:
    return set(SLOT.findall(text))


def main() -> int:
    """Update or check each language."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, report")
    check = parser.parse_args().check
    settings.configure()
    code = read_code()
    if not check:
        for language in LANGUAGES:
            update(language, code)
    faults = [fault for language in LANGUAGES for fault in find_faults(language, code)]
    print(*faults, sep="\n")
    print(f"{len(code)} messages in {len(LANGUAGES)} languages; {len(faults)} faults.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
