"""一封信: its gaps, its versions, and what stands on the page of each household."""

import io
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from households.models import Household
from households.refusals import AlreadyHandled, Refused
from points.letters import GAPS, OF_A_HOUSEHOLD, TEXT, TITLE, faults, filled
from points.models import Letter, Policy
from points.printing.fonts import MissingGlyph
from points.printing.one_each import RunsOver
from points.reports.letter_paper import Printing, letter_paper
from points.reports.letter_values import BY_HAND, community_values, household_values
from points.reports.shelf import Shelf
from points.services import letters
from tests.factory import NOON, Office, make_household

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 20)
SHELF = Shelf(("20分可换大米一袋",), ("爱心超市（8点至17点）",), "兑换期是12月1日至9日。")
PRINTING = Printing(SHELF, DAY, "https://points.example.cn")


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾", "0101001")


def policy(office: Office, **settings: object) -> Policy:
    return Policy(community=office.community, **settings)


def pages_of(pdf: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def write(office: Office, text: str, seen: int = 0, title: str = "一封信") -> Letter:
    return letters.write(office.community, title, text, seen, office.clerk, NOON)


def test_an_unknown_gap_is_told_in_a_plain_sentence() -> None:
    told = "信里的“{户住}”不是可以填的内容，请改成下面列出的一种，或去掉花括号。"
    assert faults("您好，{户住}和{户住}，{ 户主 }") == [told]
    assert faults("{户主") == ["信里有一个花括号没有配成对，请补上另一半，或去掉它。"]
    assert faults("｛户主｝、{社区}") == []
    assert faults(TITLE + TEXT) == []


def test_gaps_are_filled_in_braces_of_either_width() -> None:
    assert filled("｛户主｝家、{ 社区 }", {"户主": "张三", "社区": "东岭"}) == "张三家、东岭"
    with pytest.raises(KeyError):
        filled("{户主}", {})


def test_every_gap_that_is_explained_is_filled_and_no_other(
    office: Office, zhang: Household
) -> None:
    alike = community_values(office.community, policy(office), SHELF, DAY)
    assert {*alike, *household_values(zhang)} == set(GAPS)
    assert set(household_values(zhang)) == set(OF_A_HOUSEHOLD)


def test_the_gaps_hold_the_standard_the_settings_and_the_shelf(office: Office) -> None:
    values = community_values(
        office.community, policy(office, answer_days=4, period_days=9), SHELF, DAY
    )
    assert values["方面条数"] == "5个方面、5条"
    assert values["各方面"].splitlines()[0] == "家园建设：规范建房。"
    assert values["三个例子"] == (
        "不私搭乱建，每年加 5 分；巡查平均45分及以上，每月加 3 分；邻里互助，每次加 1 分"
    )
    assert (values["陈述天数"], values["公示天数"], values["受理天数"]) == ("4", "9", "3")
    assert values["能换什么"] == "20分可换大米一袋"
    assert values["积分办电话"] == BY_HAND
    assert values["评定经过"].endswith("村民代表大会审定后张榜")
    after = policy(office, ratification=Policy.Ratification.AFTER_NOTICE)
    values = community_values(office.community, after, Shelf(), DAY)
    assert values["评定经过"].endswith("张榜，期满无异议的由村民代表大会审定")
    assert values["兑换时间"] == "每季兑换一次，日期以通知为准。"


def test_a_community_without_a_standard_gets_lines_to_write_on(office: Office) -> None:
    values = community_values(office.community, policy(office), Shelf(), date(2020, 1, 1))
    assert values["各方面"] == values["三个例子"] == values["能换什么"] == BY_HAND


def test_the_shipped_letter_fits_one_page_for_each_household(
    office: Office, zhang: Household
) -> None:
    other = make_household(office.group, "买买提·" * 15, "0101002")
    made = letter_paper(
        letters.letter_of(office.community), [zhang, other], policy(office), PRINTING
    )
    pages = pages_of(made)
    assert len(pages) == 2
    assert "赵庄第1组张三禾家（户编号0101001）：" in pages[0]
    assert "买买提·" * 15 in pages[1]
    for page in pages:
        for words in (
            "致东岭社区居民的一封信",
            "看病、上学、低保、救助、办证，都和积分无关",
            "（盖章）2026年11月20日",
        ):
            assert words in page, words
        assert "{" not in page


def test_the_shipped_letter_fits_one_page_of_the_longest_names(office: Office) -> None:
    office.community.name, office.village.name = "东岭" * 15, "村" * 15
    office.group.name, office.group.parent = "组" * 15, office.village
    household = make_household(office.group, "买买提·" * 15, "ZHAOZHUANG-000000001")
    phones = {f"{of}_phone": "0903-64221234" for of in ("office", "supervision", "township")}
    made = letter_paper(
        letters.letter_of(office.community), [household], policy(office, **phones), PRINTING
    )
    (page,) = pages_of(made)
    for words in (f"致{'东岭' * 15}居民的一封信", "买买提·" * 15, "0903-64221234", "（盖章）"):
        assert words in page


def test_a_group_takes_as_many_queries_as_one_household(office: Office, zhang: Household) -> None:
    def queries(households: list[Household]) -> int:
        with CaptureQueriesContext(connection) as found:
            letter_paper(letter, households, policy(office), PRINTING)
        return len(found)

    letter = letters.letter_of(office.community)
    others = [make_household(office.group) for _ in range(3)]
    assert queries([zhang]) == queries([zhang, *others]) <= 4


def test_a_letter_longer_than_a_page_is_not_printed(office: Office, zhang: Household) -> None:
    letter = write(office, "\n".join(["一行"] * 30))
    assert letter_paper(letter, [zhang], policy(office), PRINTING)
    letter = write(office, "\n".join(["一行"] * 60), seen=1)
    with pytest.raises(RunsOver, match="一页放不下"):
        letter_paper(letter, [zhang], policy(office), PRINTING)


def test_what_cannot_be_printed_is_named_by_the_household_or_the_letter(
    office: Office, zhang: Household
) -> None:
    letter = write(office, "{户主}您好\ue001")
    with pytest.raises(MissingGlyph, match="信的正文 .*U\\+E001") as told:
        letter_paper(letter, [zhang], policy(office), PRINTING)
    assert "0101001" not in str(told.value)
    zhang.head = "张\ue000"
    with pytest.raises(MissingGlyph, match="户 0101001 .*U\\+E000"):
        letter_paper(letters.letter_of(office.community), [zhang], policy(office), PRINTING)


def test_each_version_stays_with_its_author_and_day(office: Office) -> None:
    assert letters.letter_of(office.community).number == 0
    write(office, "第一版")
    write(office, "第二版\r\n第二段\n", seen=1)
    versions = Letter.objects.values_list("number", "text", "by", "at")
    assert list(versions) == [
        (2, "第二版\n第二段", office.clerk.pk, NOON),
        (1, "第一版", office.clerk.pk, NOON),
    ]
    assert letters.letter_of(office.community).number == 2


def test_a_version_written_upon_another_than_the_last_is_refused(office: Office) -> None:
    write(office, "第一版")
    with pytest.raises(AlreadyHandled, match="刚刚被别人改过"):
        write(office, "第二版", seen=0)
    assert Letter.objects.count() == 1


def test_a_letter_with_a_fault_or_without_words_is_refused_at_its_field(office: Office) -> None:
    for title, text, field in (
        ("信", "{户住}", "text"),
        ("{x}", "好", "title"),
        ("信", " ", "text"),
    ):
        with pytest.raises(Refused) as refused:
            write(office, text, title=title)
        assert list(refused.value.message_dict) == [field]
    assert not Letter.objects.exists()


def test_only_who_holds_the_office_writes(office: Office) -> None:
    for person in (office.scorer, office.auditor, Office("西河社区").clerk):
        with pytest.raises(Refused, match="没有办理"):
            letters.write(office.community, "信", "好", 0, person, NOON)


def test_a_written_version_cannot_be_changed(office: Office) -> None:
    letter = write(office, "第一版")
    with pytest.raises(DatabaseError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(text="改")
    with pytest.raises(DatabaseError), transaction.atomic():
        letter.delete()
