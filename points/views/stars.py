"""星级家庭: who has how many stars in a year, and publishing them."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from households.acting import carried_out, form_page
from households.http import Request, require
from points.forms.notice import FirstDayForm
from points.models import RankingCorrection
from points.periods import FIRST_YEAR, LAST_YEAR, closing_day
from points.prints.honours import RIGHT as PRINT
from points.reports.notice_words import span
from points.reports.ranking_page import star_villages_of, year_of
from points.services.policies import policy_of
from points.services.ranking_checks import open_vetoes
from points.services.star_notices import publish_stars

VIEW = "points.view_annualranking"
PUBLISH = "points.publish_notice"


@form_page
def stars(request: Request, year: int) -> HttpResponse:
    """The star families by village; for whoever may publish them, the first day to choose."""
    community = request.user.community
    require(request.user, VIEW)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    found, today = year_of(community, year), timezone.localdate()
    if request.method == "POST":
        require(request.user, PUBLISH, community)
    form = FirstDayForm(request.POST or None, initial={"opens_on": today})

    def act(at: datetime) -> int:
        opens_on = form.cleaned_data["opens_on"]
        return publish_stars(community, year, opens_on, request.user, at).number

    done, number = carried_out(request, form, "publish_stars", act)
    if done:
        messages.success(request, f"第{number}期公示已发布，请按村打印张贴。")
        return redirect("notice", number=number)
    ranking, policy = found.ranking, policy_of(community)
    untold = (
        RankingCorrection.objects.filter(ranking=ranking, notice__isnull=True).count()
        if ranking
        else 0
    )
    may_publish = (
        ranking is not None
        and (ranking.notice_id is None or untold > 0)
        and request.user.has_perm(PUBLISH, community)
    )
    context = {
        "found": found,
        "form": form,
        "villages": star_villages_of(found, request.user),
        "sentences": found.rule.sentences(),
        "policy": policy,
        "hangs": span(today, closing_day(today, policy.period_days)),
        "untold": untold,
        "may_publish": may_publish,
        "cautions": open_vetoes(community, year, today) if may_publish else [],
        "may_print": ranking is not None and request.user.has_perm(PRINT, community),
        "back": reverse("year_home"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "points/stars.html", context, status=status)
