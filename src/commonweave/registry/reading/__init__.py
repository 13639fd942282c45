"""Lists in: files of many kinds become a header and rows, with what was found told."""

from commonweave.registry.domain.rows import Row, RowRefused
from commonweave.registry.reading.lists import OpenedList, open_list
from commonweave.registry.reading.notes import Note
from commonweave.registry.reading.options import FORMATS, Format, ReadLimits, ReadOptions
from commonweave.registry.reading.refusals import FILE_REFUSALS

__all__ = [
    "FILE_REFUSALS",
    "FORMATS",
    "Format",
    "Note",
    "OpenedList",
    "ReadLimits",
    "ReadOptions",
    "Row",
    "RowRefused",
    "open_list",
]
