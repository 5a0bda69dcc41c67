"""The links of the top bar, by what the signed-in person may do."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from config.prints import KINDS

LINKS = (
    ("desk", "待办", ()),
    ("household_list", "农户", ("households.view_household",)),
    ("record_new", "记事", ("points.add_record",)),
    ("sheet_list", "积分表", ("points.view_sheet",)),
    ("activity_list", "活动", ("points.view_activity",)),
    ("patrol_list", "巡查", ("points.view_patrol",)),
    ("notice_list", "公示", ("points.view_notice",)),
    ("objection_list", "异议", ("points.view_objection",)),
    ("standard", "标准", ("points.view_standard",)),
    ("year_home", "年度", ("points.view_annualranking",)),
    ("prints", "打印", tuple(kind.right for kind in KINDS.values())),
    ("market_home", "超市", ("supermarket.view_outlet",)),
    ("counters", "柜台", ("supermarket.serve_counter",)),
    ("voucher_home", "核销", ("supermarket.use_voucher",)),
    ("admin:index", "后台", ("households.enter_back_office",)),
)
"""Each with the rights of which any one opens it; without one it is open to all."""

BELOW = {
    "year_home": ("year_end", "certificate_list", "fair_hand", "reinspection_list", "office_year"),
}
"""Link → pages reached from it that lie beside it by their address."""

CARD_LINKS = (("card_home", "首页"), ("card_market", "超市"), ("card_standard", "标准"))
"""Of the household's own pages, behind its card."""


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context for the base pages: `community` of the person and the `nav` links open to him, or to
    whoever holds a card."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"community": None, "nav": _behind_a_card(request)}
    links: list[dict[str, Any]] = []
    for name, label, rights in LINKS:
        if rights and not any(map(user.has_perm, rights)):
            continue
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        current = request.path == url if url == "/" else request.path.startswith(url)
        current |= any(request.path.startswith(reverse(each)) for each in BELOW.get(name, ()))
        links.append({"url": url, "label": label, "current": current})
    # /market/counter/ lies below /market/: the nearest of the two is where one is.
    nearest = max((link["url"] for link in links if link["current"]), key=len, default="")
    for link in links:
        link["current"] = link["url"] == nearest
    offices = user.offices()
    return {"community": offices[0].community if offices else None, "nav": links}


def _behind_a_card(request: HttpRequest) -> list[dict[str, Any]]:
    if not hasattr(request, "card"):
        return []
    links = ((reverse(name), label) for name, label in CARD_LINKS)
    return [{"url": url, "label": label, "current": request.path == url} for url, label in links]
