# cython: language_level=3
"""The layout of `layout.pxd`, readable from Python."""

from libc.string cimport memset


def field_names():
    """Return struct → the names of its fields, in their order."""
    cdef Record record
    cdef Form form
    cdef Word word
    cdef Contact contact
    memset(&record, 0, sizeof(record))
    memset(&form, 0, sizeof(form))
    memset(&word, 0, sizeof(word))
    memset(&contact, 0, sizeof(contact))
    return {
        "record": list(<dict>record), "form": list(<dict>form), "word": list(<dict>word),
        "contact": list(<dict>contact),
    }
