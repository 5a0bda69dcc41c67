"""What every view that answers with paper shares."""

from io import BytesIO

from django.http import FileResponse


def pdf_answer(made: bytes, name: str) -> FileResponse:
    """The PDF `made`, which the browser shows, and saves as `name`.

    Browsers show a PDF by a plug-in of theirs, which the policy for pages would forbid.
    """
    policy = {"Content-Security-Policy": "frame-ancestors 'none'"}
    return FileResponse(BytesIO(made), filename=name, headers=policy)
