"""The one stylesheet: its layers joined, kept in memory, named by its content."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers

_LAYERS = Path(__file__).with_name("styles")
_A_YEAR = 365 * 24 * 3600


class Sheet(NamedTuple):
    """The joined sheet, plain and compressed, and the first letters of its SHA-256."""

    text: bytes
    packed: bytes
    digest: str


@cache
def joined_sheet() -> Sheet:
    """Join `styles/*.css` in the order of their names, once in the life of the process."""
    text = b"\n".join(path.read_bytes() for path in sorted(_LAYERS.glob("*.css")))
    return Sheet(text, gzip.compress(text, mtime=0), hashlib.sha256(text).hexdigest()[:12])


def stylesheet_url() -> str:
    """Return the sheet's address. It changes with the content, so it may be kept for ever."""
    return reverse("stylesheet", args=[joined_sheet().digest])


def stylesheet(request: HttpRequest, digest: str) -> HttpResponseBase:
    """Serve the sheet; an address of an older sheet leads to the present one."""
    sheet = joined_sheet()
    if digest != sheet.digest:
        return redirect(stylesheet_url())
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(sheet.packed if packed else sheet.text, content_type="text/css")
    response["Cache-Control"] = f"public, max-age={_A_YEAR}, immutable"
    if packed:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
