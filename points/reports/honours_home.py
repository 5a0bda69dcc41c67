"""年度: the year's honours at a glance, a panel for each."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import reverse

from households.models import Place, User
from points.models import Recommendation, Veto
from points.periods import chinese_date
from points.services import honour_policies
from points.services.rankings import ranking_of


@dataclass(frozen=True, slots=True)
class Panel:
    """What is done of one thing in a year, in sentences; where to go on: names and addresses."""

    title: str
    sentences: list[str]
    links: list[tuple[str, str]] = field(default_factory=list)


def honours_home(community: Place, year: int, user: User) -> list[Panel]:
    """The panels that `user` sees. A constant number of queries."""
    return list(_panels(community, year, user))


def _panels(community: Place, year: int, user: User) -> Iterator[Panel]:
    ranking = ranking_of(community, year)
    if ranking is None:
        told = "名次还没有定。全年各月都入账、异议都答复之后，由代表会议定。"
    else:
        number = ranking.corrections.count()
        after = f"之后更正{number}次。" if number else ""
        held = chinese_date(ranking.meeting.held_on)
        told = f"{held}的会议定了名次，校验码{ranking.check_code}。{after}"
    yield Panel("年度排名", [told], [("看排名", reverse("ranking", args=[year]))])
    told = "定了名次之后公示，打印证书和门牌。"
    if ranking is not None and ranking.notice is not None:
        told = f"已在第{ranking.notice.number}期公示。"
    yield Panel("星级家庭", [told], [("看星级家庭", reverse("stars", args=[year]))])
    if ranking is not None:
        number = Recommendation.objects.visible_to(user).filter(ranking=ranking).count()
        told = f"已推荐{number}户。" if number else "还没有推荐。"
        links = [("看推荐", reverse("recommendation_list", args=[year]))]
        yield Panel("向上推荐", [told], links)
    if user.has_perm("points.view_veto"):
        number = Veto.objects.visible_to(user).barring(year).count()
        told = f"{year}年有{number}户被一票否决，不参评。" if number else f"{year}年没有一票否决。"
        yield Panel("一票否决", [told], [("看登记", reverse("veto_list"))])
    if user.has_perm(honour_policies.RIGHT):
        links = [("评优设置", reverse("honour_settings"))]
        yield Panel("设置", ["并列怎么定先后、星级怎么评、向上推荐几户。"], links)
