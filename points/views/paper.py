"""What every view that answers with paper shares."""

from io import BytesIO
from typing import IO

from django.http import FileResponse


def pdf_answer(made: bytes | IO[bytes], name: str, *, save: bool = False) -> FileResponse:
    """The PDF `made`, which the browser shows, or with `save` saves at once, as `name`.

    Browsers show a PDF by a plug-in of theirs, which the policy for pages would forbid.
    """
    policy = {"Content-Security-Policy": "frame-ancestors 'none'"}
    file = BytesIO(made) if isinstance(made, bytes) else made
    return FileResponse(file, as_attachment=save, filename=name, headers=policy)
