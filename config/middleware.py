"""What every answer of the installation has in common."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

Answer = Callable[[HttpRequest], HttpResponse]


def keep_no_copies(get_response: Answer) -> Answer:
    """The pages of people who have signed in are asked for anew each time.

    “Back” then brings a form with a new token instead of the one that was sent, and nothing of the
    households stays in the browser of a shared PC.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return answer


def say_why_not_by_link(get_response: Answer) -> Answer:
    """An act asked for as a page, as after signing in again, gets a sentence instead of nothing."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method == "GET":
            response.content = render_to_string("405.html", request=request)
        return response

    return answer


def name_the_next_page(get_response: Answer) -> Answer:
    """A script that sends a form by itself is told where to go on instead of being led there.

    It would be led unseen, and what the next page says once (“已保存”) would be lost on it.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.headers.get("X-Sent-By") == "script" and response.has_header("Location"):
            response.status_code = 204
            response["X-Go-To"] = response["Location"]
            del response["Location"]
        return response

    return answer
