"""征求意见 through the pages: the office asks, registers, answers; everybody reads the draft."""

import io
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from households import guards
from households.models import User
from points.models import Notice, Standard, StandardComment
from points.services import standard_comments, standards
from points.services.standard_comments import Opinion
from points.services.standard_content import content_version
from tests.factory import NOON, Office, make_village, signed_in
from tests.points.drafting import NEXT_YEAR, PAGE, TODAY, ask, make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

LIST = "/standard/comments/1/"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def draft(office: Office) -> Standard:
    return make_draft(office)


@pytest.fixture
def notice(office: Office, draft: Standard) -> Notice:
    return ask(office, draft)


@pytest.fixture
def comment(office: Office, notice: Notice) -> StandardComment:
    said = Opinion("垃圾分类多加一点", "oral", TODAY, "王大伯")
    return standard_comments.register(notice, said, office.clerk, NOON)


def text(user: User, address: str) -> str:
    response = signed_in(user).get(address)
    assert response.status_code == 200, response.status_code
    return " ".join(response.content.decode().split())


def post(user: User, address: str, **typed: str) -> Any:
    return signed_in(user).post(address, {"form_token": str(uuid4())} | typed)


def test_the_clerk_publishes_the_draft_once(office: Office, draft: Standard) -> None:
    page = text(office.clerk, f"{PAGE}ask/")
    assert "公示期 7 天" in page
    assert "今天开始就是2026年11月20日至11月26日" in page
    token, seen = str(uuid4()), content_version(draft)
    for _ in range(2):
        sent = {"opens_on": "2026-11-20", "seen": seen, "form_token": token}
        answer = post(office.clerk, f"{PAGE}ask/", **sent)
        assert (answer.status_code, answer["Location"]) == (302, "/notices/1/")
    assert Notice.objects.count() == 1
    page = text(office.clerk, PAGE)
    assert "征求意见中" in page
    assert "正在征求意见：第1期公示，到2026年11月26日为止" in page
    assert "草案和公示的内容一样，没有改动" in page


def test_a_draft_changed_meanwhile_or_a_wrong_day_is_told(office: Office, draft: Standard) -> None:
    for typed, told in (
        ({"opens_on": "2026-11-20", "seen": "0"}, "草案又有改动"),
        ({"opens_on": "2026-11-19", "seen": content_version(draft)}, "不能早于今天"),
        ({"opens_on": "明天", "seen": content_version(draft)}, "日期不对"),
    ):
        page = post(office.clerk, f"{PAGE}ask/", **typed)
        assert page.status_code == 422
        assert told in page.content.decode()
    assert not Notice.objects.exists()


def test_only_who_publishes_notices_asks(office: Office, draft: Standard) -> None:
    seen = content_version(draft)
    for user, status in (
        (office.administrator, 403),
        (office.scorer, 403),
        (Office("西岭社区").clerk, 404),
    ):
        page = post(user, f"{PAGE}ask/", opens_on="2026-11-20", seen=seen)
        assert page.status_code == status
    assert "/ask/" in text(office.clerk, PAGE)
    assert "/ask/" not in text(office.administrator, PAGE)


def test_a_draft_that_cannot_be_adopted_is_not_asked_about(office: Office) -> None:
    standards.create_draft(office.community, "空稿", NEXT_YEAR, [])
    page = text(office.clerk, f"{PAGE}ask/")
    assert "标准里还没有评分项" in page
    assert "<form class" not in page


def test_everybody_reads_the_draft_on_the_board_and_its_code_agrees(
    office: Office, notice: Notice
) -> None:
    anybody = Client()
    here = f"/board/{office.community.code}/"
    page = anybody.get(here).content.decode()
    assert "2027年1月起用的积分标准征求意见" in page
    page = " ".join(anybody.get(f"{here}1/").content.decode().split())
    for words in (
        "现将全文公示，征求大家的意见，到2026年11月26日为止",
        "对草案有意见、建议的，请在公示期内",
        "巡查平均45分及以上",
        "每年最多加 24 分",
        "本条全年加分最多 24 分",
        "一户一月只计其中加得最多的一项",
        "以上是草案",
    ):
        assert words in page, words
    assert "户，" not in page
    assert "对公示内容有异议的" not in page
    page = anybody.get(f"/verify/?code={notice.check_code}").content.decode()
    assert "与系统记录一致" in page
    assert "请再和纸上的文字、分值对照" in page
    assert "户编号" not in page


def test_the_paper_of_a_village_has_the_draft_and_the_code(office: Office, notice: Notice) -> None:
    answer = signed_in(office.clerk).get("/notices/1/print/?paper=A3")
    assert answer.status_code == 200
    pages = PdfReader(io.BytesIO(b"".join(answer.streaming_content))).pages
    words = "".join("".join(page.extract_text().split()) for page in pages)
    for each in (
        "东岭社区积分标准（征求意见稿）",
        "赵庄·2027年1月起用·第1期",
        f"本期校验码{notice.check_code}",
        "11.3抢险救灾、见义勇为",
        "+5至+20分/次",
        "公示期：2026年11月20日至11月26日（7天）",
    ):
        assert "".join(each.split()) in words, each


def test_the_chain_is_exported_with_it(office: Office, notice: Notice, tmp_path: Path) -> None:
    file = tmp_path / "chain.json"
    call_command("export_notices", community=office.community.code, out=file)
    (link,) = json.loads(file.read_text())["notices"]
    assert link["kind"] == "comment"
    assert link["content"]["standard"]["title"] == "2027年标准"


def test_an_opinion_is_typed_in_and_answered(office: Office, notice: Notice) -> None:
    assert "还没有登记意见" in text(office.clerk, LIST)
    assert f'href="{LIST}"' in text(office.clerk, "/notices/1/")
    typed = {"text": "多加一点", "how": "phone", "received_on": "2026-11-20", "said_by": "王大伯"}
    assert post(office.clerk, f"{LIST}new/", **typed)["Location"] == LIST
    page = text(office.clerk, LIST)
    for words in ("多加一点", "2026年11月20日", "电话", "王大伯", "去答复"):
        assert words in page, words
    assert "1 条没有答复" in text(office.clerk, PAGE)
    address = f"{LIST}{StandardComment.objects.get().ref}/"
    answer = post(office.clerk, address, outcome="partly", text="改为每月2分")
    assert answer["Location"] == LIST
    page = text(office.supervisor, LIST)
    assert "部分采纳" in page
    assert "改为每月2分" in page
    assert "登记意见" not in page
    page = signed_in(office.clerk).post(
        address, {"form_token": str(uuid4()), "outcome": "taken", "text": "好"}, follow=True
    )
    assert "这条意见已经答复" in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"text": ""}, "请写明意见的内容"),
        ({"how": "信鸽"}, "请重新选择怎么提的"),
        ({"received_on": "2026-11-21"}, "收到日期还没有到"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(
    office: Office, notice: Notice, typed: dict[str, str], told: str
) -> None:
    good = {"text": "多加一点", "how": "phone", "received_on": "2026-11-20", "said_by": "王大伯"}
    page = post(office.clerk, f"{LIST}new/", **(good | typed))
    assert page.status_code == 422
    assert told in page.content.decode()
    assert 'value="王大伯"' in page.content.decode()
    assert not StandardComment.objects.exists()


def test_an_answer_needs_its_outcome_and_its_words(
    office: Office, comment: StandardComment
) -> None:
    page = post(office.clerk, f"{LIST}{comment.ref}/", text="好")
    assert page.status_code == 422
    assert "请选择采纳、部分采纳或不采纳" in page.content.decode()
    assert "请写明答复" in post(office.clerk, f"{LIST}{comment.ref}/").content.decode()
    assert not hasattr(StandardComment.objects.get(), "answer")


def test_three_people_and_the_opinions(office: Office, comment: StandardComment) -> None:
    stranger = Office("西岭社区").clerk
    answering = f"{LIST}{comment.ref}/"
    for address in (LIST, f"{LIST}new/", answering):
        assert signed_in(office.clerk).get(address).status_code == 200
        assert signed_in(office.scorer).get(address).status_code == 403
        assert signed_in(stranger).get(address).status_code == 404
    assert signed_in(office.supervisor).get(LIST).status_code == 200
    assert signed_in(office.supervisor).get(answering).status_code == 403
    assert LIST not in text(office.scorer, "/notices/1/")


def test_a_notice_of_another_kind_has_no_opinions(office: Office, notice: Notice) -> None:
    connection.check_constraints()
    guards.remove(connection)
    Notice.objects.update(kind=Notice.Kind.MONTHLY)
    for address in (LIST, f"{LIST}new/"):
        assert signed_in(office.clerk).get(address).status_code == 404


def test_nobody_reads_who_said_what(office: Office, comment: StandardComment) -> None:
    here = f"/board/{office.community.code}/"
    for address in (here, f"{here}1/", f"/verify/?code={comment.notice.check_code}"):
        page = Client().get(address).content.decode()
        assert "王大伯" not in page
        assert "多加一点" not in page


def test_the_list_asks_as_much_for_many(office: Office, comment: StandardComment) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            signed_in(office.clerk).get(LIST)
        return len(counted)

    few = queries()
    for number in range(5):
        said = Opinion(f"意见{number}", "oral", TODAY)
        made = standard_comments.register(comment.notice, said, office.clerk, NOON)
        standard_comments.answer(made, "taken", "好", office.clerk, NOON)
    assert queries() == few


def test_a_village_that_has_no_part_in_it_is_told_so(office: Office, notice: Notice) -> None:
    other = make_village(office.community, "钱庄")
    page = Client().get(f"/board/{office.community.code}/1/?village={other.code}")
    assert "本期公示没有在钱庄张贴" in page.content.decode()
