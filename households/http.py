"""What the views of signed-in people share: their request, and how they say no.

404 outside one's scope (by `visible_to`), 403 inside it without the right.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from households.models import User


class Request(HttpRequest):
    """A request of somebody who has signed in: the middleware turns everybody else away."""

    user: User


def require(user: User, right: str, row: Any = None) -> None:
    """Raises PermissionDenied unless an open appointment grants `right` (at the place of `row`)."""
    if not user.has_perm(right, row):
        raise PermissionDenied("您现在的任职不能办理这件事，需要的话请联系社区管理员。")


def saved_as(filename: str, content: bytes | str, content_type: str) -> HttpResponse:
    """A file that the browser saves under that name."""
    saved = content_disposition_header(as_attachment=True, filename=filename)
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": saved})
