"""一票否决告知书 and the reply to an objection, read back from the PDF; who may print them."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from households.models import Household
from households.roles import Role
from points.models import Policy, Veto
from points.printing.fonts import MissingGlyph
from points.reports.veto_page import listed
from points.reports.veto_paper import effect, veto_paper, veto_reply_paper
from points.services import vetoes
from tests.factory import NOON, make_officer, signed_in
from tests.points.honour_year import YEAR, HonourYear
from tests.points.test_vetoes import TODAY, impose, object_to, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> HonourYear:
    return HonourYear()


def text_of(made: bytes) -> str:
    """Without blanks; one page of A4, upright."""
    (sheet,) = PdfReader(io.BytesIO(made)).pages
    assert [round(float(side)) for side in sheet.mediabox[2:]] == [595, 842]
    return "".join(sheet.extract_text().split())


def printed(veto: Veto, **settings: Any) -> str:
    found = listed(Veto.objects.filter(pk=veto.pk)).get()
    return text_of(veto_paper(found, Policy(community=found.community, **settings)))


def test_the_paper_tells_what_by_what_until_when_and_how_to_object(town: HonourYear) -> None:
    veto = impose(town)
    text = printed(veto, office="东岭社区居民委员会", office_phone="0000-1234501", answer_days=5)
    for due in (
        "东岭社区家庭诚信积分一票否决告知书",
        f"编号{veto.ref}",
        f"赵庄第1组张三禾户（户编号{town.zhang.code}）：",
        "事由酒后驾驶",
        "依据处罚决定书（青公〔2026〕5号），2026年5月6日",
        "有效期2026年5月1日至12月31日",
        "2026年度不参加荣誉积分排名，不评星级家庭，不向上推荐",
        "已得的积分和兑换不受影响",
        f"登记2026年11月20日，{town.clerk.name}",
        "自告知之日起5天内提出异议",
        "用积分卡在手机上写明",
        "登记人以外的工作人员查明后书面答复",
        "事由不公布",
        "0000-1234501",
        "东岭社区居民委员会（盖章）",
        "送达回执（积分办留存）",
        "告知日期年月日",
        "□当面□上门□电话",
        "户主或家人签收",
        "本户意见",
    ):
        assert due in text, due


def test_once_it_is_told_day_manner_and_last_day_are_printed(town: HonourYear) -> None:
    text = printed(tell(town, impose(town)))
    assert "（到2026年11月23日为止）" in text
    assert "告知日期2026年11月20日告知方式上门" in text
    assert "告知人周主任" in text


def test_its_effect_is_told_for_its_years_alone(town: HonourYear) -> None:
    veto = impose(town)
    veto.ends_on = veto.ends_on.replace(year=YEAR + 1)
    assert effect(veto).startswith("2026年度、2027年度不参加荣誉积分排名")
    veto.ends_on = veto.ends_on.replace(year=YEAR, day=30)
    assert effect(veto).startswith("有效期内没有年度结束，不影响年度排名")


@pytest.mark.parametrize(("matter", "head", "office"), [(20, 1, 2), (200, 20, 60)])
def test_the_papers_stay_one_page_however_long_their_words(
    town: HonourYear, matter: int, head: int, office: int
) -> None:
    veto = tell(town, impose(town))
    object_to(town, veto)
    answer = vetoes.reply(veto, upheld=False, text="答" * 2 * matter, by=town.auditor, at=NOON)
    veto.matter, veto.document, veto.document_number = "事" * matter, "书" * 100, "号" * 60
    veto.household.head, veto.told_by = "买买提·" * head, "人" * 60
    policy = Policy(community=town.community, office="单" * office, office_phone="0" * 20)
    assert "事" * matter in text_of(veto_paper(veto, policy))
    answer.text, answer.veto = "异" * 2 * matter, veto
    text = text_of(veto_reply_paper(answer, policy))
    assert "异" * 2 * matter in text
    assert "答" * 2 * matter in text


def test_a_character_without_a_glyph_is_told_on_the_page(
    town: HonourYear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    veto = impose(town)
    Household.objects.filter(pk=town.zhang.pk).update(head="张\ue000")
    with pytest.raises(MissingGlyph, match=f"户 {town.zhang.code}"):
        printed(veto)
    address = reverse("veto_notice", args=[veto.ref])
    answer = signed_in(town.clerk).get(address, follow=True)
    assert answer.redirect_chain == [(reverse("veto", args=[veto.ref]), 302)]
    assert "字库里没有以下的字" in answer.text


def test_the_reply_says_what_was_found_and_who_may_be_asked_next(town: HonourYear) -> None:
    veto = tell(town, impose(town))
    object_to(town, veto)
    made = vetoes.reply(veto, upheld=True, text="监控里是别人", by=town.auditor, at=NOON)
    text = text_of(veto_reply_paper(made, Policy(community=town.community)))
    for due in (
        "东岭社区家庭诚信积分异议答复单",
        f"张三禾户（户编号{town.zhang.code}）：",
        f"2026年11月20日登记的一票否决（告知书{veto.ref}）：酒后驾驶",
        "2026年11月20日，口头",
        "不是我开的车",
        "异议成立，一票否决已解除",
        "监控里是别人",
        "村务监督委员会电话",
    ):
        assert due in text, due


def test_three_people_at_the_papers(town: HonourYear, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    monkeypatch.setattr("points.reports.veto_paper.typeset", lambda _: b"%PDF-")
    veto = tell(town, impose(town), TODAY - timedelta(days=1))
    object_to(town, veto)
    notice = reverse("veto_notice", args=[veto.ref])
    reply = reverse("veto_answer", args=[veto.ref, 1])
    assert signed_in(town.clerk).get(reply).status_code == 404
    vetoes.reply(veto, upheld=False, text="有监控", by=town.auditor, at=NOON)
    stranger = make_officer(Role.CLERK, HonourYear("西岭社区").community)
    due = {
        town.clerk: (200, 200),
        town.auditor: (403, 200),
        town.scorer: (403, 403),
        stranger: (404, 404),
    }
    for person, statuses in due.items():
        client = signed_in(person)
        found = (client.get(notice).status_code, client.get(reply).status_code)
        assert found == statuses, person
    clerk = signed_in(town.clerk)
    page = clerk.get(reverse("veto", args=[veto.ref])).text
    assert notice in page
    assert reply in page
    assert clerk.get(reverse("veto_answer", args=[veto.ref, 2])).status_code == 404
    vetoes.void(veto, "登记错了户", town.clerk, NOON)
    assert clerk.get(notice).status_code == 404
    assert notice not in clerk.get(reverse("veto", args=[veto.ref])).text
