"""Every code a list can meet, with its words: one table each, which the reference manual prints."""

from __future__ import annotations

from typing import Final

from commonweave.kernel.refusals import gettext_noop as _

ROW_REFUSALS: Final[dict[str, str]] = {
    "too_many_cells": _("The row has %(found)s cells, the header has %(expected)s."),
    "too_few_cells": _("The row has %(found)s cells, the header has %(expected)s."),
    "swallowed_rows": _("A quote that is never closed joins %(lines)s lines into one row."),
    "header_again": _("The row repeats the header."),
    "value_too_long": _("The value has %(found)s characters; %(limit)s are allowed."),
    "not_an_object": _("The entry is %(found)s where an object of named values is expected."),
    "no_name": _("The row names no organisation."),
    "repeated_row": _("The row repeats line %(first)s to the letter."),
}
"""Why one row is not taken. All other rows of the file are."""

REPAIRS: Final[dict[str, str]] = {
    "double_encoded": _("text that had been encoded twice is read once"),
    "html_entity": _("an HTML entity is replaced by its character"),
    "windows_character": _("a Windows-1252 character that stood as a control code is read as one"),
    "control_character": _("characters that cannot be seen are taken out"),
    "space": _("a no-break or other special space becomes a plain one"),
    "unicode_form": _("accents are joined with their letters (Unicode NFC)"),
    "lost_character": _("a character was lost before the list came here; it is left as it is"),
    "not_understood": _("the value is not understood; its text is kept as it is"),
    "ambiguous": _("the value can mean several things; its text is kept as it is"),
    "date_order_unknown": _("day and month cannot be told apart; only the year is taken"),
    "spreadsheet_number": _("a number's “.0” from a spreadsheet is taken off"),
    "zero_restored": _("a leading zero lost in a spreadsheet is put back"),
    "letter_for_digit": _("a letter typed for a digit, or a digit for a letter, is put right"),
    "postcode_form": _("the postcode is written in its country's form"),
    "check_failed": _("the value does not have the form or check digit it should; it is kept"),
    "identifier_form": _("the number is written in its scheme's form"),
    "country_code": _("the country's name is replaced by its ISO 3166 code"),
    "scheme_added": _("“https://” is put before the address"),
    "address_form": _("the web or e-mail address is written in its plain form"),
    "phone_form": _("the telephone number is written in its international form"),
    "phone_country_unknown": _(
        "no country is known for the telephone number; it is kept as written"
    ),
    "unsafe_address": _("the address is not of the web; its text is kept apart"),
    "out_of_range": _("the position is not on Earth, or latitude and longitude are swapped"),
    "half_a_position": _("only one of latitude and longitude is given"),
    "zero_position": _("the position 0, 0 stands for none"),
    "repeated_key": _("another row of this edition has the same key; this one is numbered"),
    "formula": _("the text would be a formula in a spreadsheet; it is guarded on export"),
    "second_value": _("another column had given this already; the text is kept apart"),
}
"""What is done to, or noticed about, one value. Every one is stored with the record."""

NOTES: Final[dict[str, str]] = {
    "encoding_bom": _("The encoding %(encoding)s is found from the file's byte order mark."),
    "encoding_utf8": _("The encoding is UTF-8: every byte of the file agrees."),
    "encoding_utf16": _("The encoding %(encoding)s is found from its zero bytes."),
    "encoding_legacy": _(
        "The encoding %(encoding)s is found: line %(line)s holds the byte %(byte)s, "
        "which UTF-8 does not allow there."
    ),
    "encoding_mixed": _(
        "The file is UTF-8, but %(count)s bytes are not (the first, %(byte)s, in line %(line)s): "
        "those are read as Windows-1252."
    ),
    "encoding_given": _("The encoding %(encoding)s was given."),
    "unpacked": _("The file is unpacked from gzip."),
    "delimiter": _("The cells are parted by %(delimiter)s."),
    "single_column": _("The list has a single column."),
    "lines_above": _(
        "%(count)s lines above the header are left out: the header is in line %(line)s."
    ),
    "doubled_column": _(
        "The column “%(column)s” is there twice; column %(number)s is kept as “%(kept)s”."
    ),
    "unnamed_column": _("Column %(number)s has no name; it is kept as “%(kept)s”."),
    "renamed_column": _("Column %(number)s, “%(column)s”, is read as “%(kept)s” as was asked."),
    "sheets": _("The workbook has %(count)s sheets; “%(sheet)s” is read."),
    "json_list": _("The list is found under “%(key)s”."),
    "json_lines": _("The file holds one JSON object a line."),
    "short_rows": _(
        "%(count)s rows are shorter than the header; the cells left out at their end are empty."
    ),
    "formula_cells": _(
        "%(count)s cells would be formulas in a spreadsheet (the first in line %(line)s)."
    ),
}
"""What was found or decided about a file."""
