"""扣分告知单, read back from the PDF."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from households.models import Household
from points.models import Policy, Record
from points.printing.fonts import MissingGlyph
from points.reports.serving_paper import serving_paper
from points.services import evidence, policies, servings
from tests.factory import NOON, signed_in
from tests.photos import photo
from tests.points.recording import Recording
from tests.wall import lines_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def month() -> Recording:
    return Recording()


@pytest.fixture
def record(month: Recording) -> Record:
    found = month.record("1.3", note="屋后搭棚")
    evidence.attach(found, [photo()], month.clerk, NOON)
    return found


def printed(record: Record, points: int = -5, **settings: Any) -> str:
    """The text of the paper without blanks; one page of A4, upright."""
    made = serving_paper(record, points, Policy(community=record.community, **settings))
    (sheet,) = PdfReader(io.BytesIO(made)).pages
    assert [round(float(side)) for side in sheet.mediabox[2:]] == [595, 842]
    return "".join("".join(lines_of(made)).split())


def test_the_paper_tells_what_is_deducted_and_the_right_to_answer(
    month: Recording, record: Record
) -> None:
    text = printed(record, office="东岭社区居民委员会", office_phone="0000-1234501", answer_days=5)
    for part in (
        "东岭社区家庭诚信积分扣分告知单",
        f"记录号{record.ref}",
        f"赵庄第1组张三禾户（户编号{month.zhang.code}）：",
        "2026年11月拟对您户下列事项扣分",
        "1.3新增私搭乱建",
        "2026年11月3日",
        "−5分，计−5分",
        "屋后搭棚",
        "照片1张",
        "自告知之日起5天内陈述",
        "用积分卡在手机上写明",
        "0000-1234501",
        "东岭社区居民委员会（盖章）",
        "告知日期年月日",
        "□当面□上门□电话",
        "见证人",
        "户主或家人签收",
        "本户陈述",
    ):
        assert part in text, part


def test_the_paper_printed_after_telling_has_day_manner_and_last_day(
    month: Recording, record: Record
) -> None:
    day = NOON.date()
    servings.serve(record, day, "phone", "王见证", -5, month.clerk, NOON)
    text = printed(record)
    assert "（到2026年11月23日为止）" in text
    assert "告知日期2026年11月20日告知方式电话告知" in text
    assert f"告知人{month.clerk.name}见证人王见证" in text


def test_a_name_without_a_glyph_stops_the_paper(month: Recording, record: Record) -> None:
    Household.objects.filter(pk=month.zhang.pk).update(head="张\ue000")
    record.refresh_from_db()
    with pytest.raises(MissingGlyph, match=f"户 {month.zhang.code}"):
        serving_paper(record, -5, policies.policy_of(month.community))
    answer = signed_in(month.clerk).get(f"/records/{record.ref}/serving.pdf")
    assert answer.status_code == 422
    assert "字库里没有以下的字" in answer.content.decode()


@pytest.mark.parametrize("letters", [20, 90, 200])
def test_the_paper_stays_one_page_however_long_its_words(record: Record, letters: int) -> None:
    record.note, record.item.title = "字" * letters, "题" * 80
    record.item.evidence, record.line.household.head = "证" * 40, "买买提·" * 15
    text = printed(record, office="单" * 60, office_phone="0" * 20)
    assert "字" * letters in text
    assert "本户陈述" in text
