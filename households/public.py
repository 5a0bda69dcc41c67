"""What every page without a sign-in shares."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe
from django.views.defaults import page_not_found

from households.models import Place
from households.roles import PlaceKind

View = Callable[..., HttpResponseBase]

KEPT_FOR: Final = 300
"""Seconds for which a copy of a page of the board may be shown without asking for it again."""


def public_page(view: View) -> View:
    """Opens `view` to everybody and asks search engines to leave it out of their lists, also where
    it finds nothing."""

    @login_not_required
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase
        try:
            response = view(request, *args, **kwargs)
        except Http404 as absent:
            response = page_not_found(request, absent)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return shown


def board_page(view: View) -> View:
    """A public page to be read, the same for everybody: browsers and proxies may keep a copy.

    Who has signed in gets it anew each time, like all his pages.
    """

    @public_page
    @require_safe
    @conditional_page
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if not request.user.is_authenticated:
            patch_cache_control(response, public=True, max_age=KEPT_FOR)
        return response

    return shown


def community_or_404(code: str) -> Place:
    """The community whose public pages an address names."""
    return get_object_or_404(Place, kind=PlaceKind.COMMUNITY, code=code)
