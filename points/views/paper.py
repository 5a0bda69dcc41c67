"""What every view that answers with paper shares."""

from collections.abc import Callable
from io import BytesIO
from typing import IO

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect

from households.http import Request
from households.refusals import Refused


def pdf_answer(made: bytes | IO[bytes], name: str, *, save: bool = False) -> FileResponse:
    """The PDF `made`, which the browser shows, or with `save` saves at once, as `name`.

    Browsers show a PDF by a plug-in of theirs, which the policy for pages would forbid.
    """
    policy = {"Content-Security-Policy": "frame-ancestors 'none'"}
    file = BytesIO(made) if isinstance(made, bytes) else made
    return FileResponse(file, as_attachment=save, filename=name, headers=policy)


def pdf_or_back(
    request: Request, make: Callable[[], bytes], name: str, back: str
) -> FileResponse | HttpResponse:
    """The PDF that `make` sets, as `name`; where it refuses, as for a character that no font has,
    the page at the address `back`, which says so."""
    try:
        made = make()
    except Refused as refused:
        messages.error(request, refused.messages[0])
        return redirect(back)
    return pdf_answer(made, name)
