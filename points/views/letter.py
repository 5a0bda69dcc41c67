"""一封信: writing it, and printing it for one household or a whole group."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.db.models.functions import Length
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from households.addresses import site_address
from households.http import Request, require
from households.models import Household, Place
from households.refusals import Refused
from households.services.submissions import once
from points.forms.letter import LetterForm
from points.letters import GAPS
from points.models import Letter
from points.reports.letter_paper import Printing, letter_paper
from points.reports.shelf import ShelfOn
from points.services import letters
from points.services.policies import policy_of
from points.views.paper import pdf_answer


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: Request, shelf: ShelfOn) -> HttpResponse:
    """The letter of the person's community, to be changed, and its earlier versions."""
    community = request.user.community
    require(request.user, letters.RIGHT, community)
    standing = letters.letter_of(community)
    form = LetterForm(request.POST) if request.method == "POST" else LetterForm.of(standing)
    if form.is_bound and form.is_valid():
        try:
            _write(request, community, form, shelf, timezone.now())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已保存，今后打印的都是这一版。")
            return redirect("letter")
    context = {
        "form": form,
        "letter": standing,
        "gaps": GAPS.items(),
        "versions": Letter.objects.filter(community=community).select_related("by"),
    }
    return render(request, "points/letter.html", context, status=422 if form.is_bound else 200)


@require_safe
def letter_household(request: Request, code: str, shelf: ShelfOn) -> HttpResponse | FileResponse:
    """The letter for one household."""
    visible = Household.objects.visible_to(request.user)
    household = get_object_or_404(visible.select_related("community", "group__parent"), code=code)
    require(request.user, letters.RIGHT, household.group)
    return _printed(request, household.community, [household], shelf, f"一封信{household.code}.pdf")


@require_safe
def letter_group(request: Request, group: str, shelf: ShelfOn) -> HttpResponse | FileResponse:
    """The letter for every household that lives in a group, a page each."""
    visible = Place.objects.visible_to(request.user).groups()
    place = get_object_or_404(visible.select_related("parent", "community"), code=group)
    require(request.user, letters.RIGHT, place)
    households = list(Household.objects.living_in(place))
    if not households:
        messages.warning(request, f"{place.label}还没有农户，没有信可打印。")
        return redirect("letter")
    return _printed(request, place.home(), households, shelf, f"{place.label}一封信.pdf")


def _printed(
    request: Request,
    community: Place,
    households: Sequence[Household],
    shelf: ShelfOn,
    name: str,
) -> HttpResponse | FileResponse:
    try:
        made = _paper(request, letters.letter_of(community), households, shelf)
    except Refused as refused:
        messages.error(request, refused.messages[0])
        return redirect("letter")
    return pdf_answer(made, name)


def _paper(
    request: Request, standing: Letter, households: Sequence[Household], shelf: ShelfOn
) -> bytes:
    community, today = standing.community, timezone.localdate()
    printing = Printing(shelf(community, today), today, site_address(request))
    return letter_paper(standing, households, policy_of(community), printing)


def _write(
    request: Request, community: Place, form: LetterForm, shelf: ShelfOn, now: datetime
) -> None:
    """Saves a version that a page has room for; one that hasn't is refused and not kept."""
    typed = form.cleaned_data

    def act() -> None:
        written = letters.write(
            community, typed["title"], typed["text"], typed["seen"], request.user, now
        )
        # Inside the act: what can't be printed is not kept.
        living = Household.objects.living_here().filter(community=community)
        longest = living.select_related("group__parent").order_by(Length("head").desc()).first()
        if longest is not None:
            _paper(request, written, [longest], shelf)

    once(typed["form_token"], "write_letter", request.user, now, act)
