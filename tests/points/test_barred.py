"""Words that a standard must not contain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from households.refusals import Refused
from points.barred import SHIPPED, barred_in, words_of
from points.models import Policy, Standard
from points.services import policies, standard_edits, standards
from points.services.standard_file import read_standard
from points.services.standard_fit import barred_words
from tests.factory import NOON, Office, signed_in
from tests.points.drafting import NEXT_YEAR, PAGE, bar, change, make_draft
from tests.points.test_standard_file import SHIPPED as FOURTEEN_RULES


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("到区里上访的扣分", ["上访"]),
        ("上 访、上　访", ["上访"]),
        ("遵守计划生育政策", ["计划生育"]),
        ("按时生育", ["生育"]),
        ("不信教", ["信教"]),
        ("照料老人、残疾家人得到邻里公认", []),
        ("无偿献血、拾金不昧", []),
        ("", []),
    ],
)
def test_words_are_found_wherever_they_stand(text: str, found: list[str]) -> None:
    assert barred_in(text, SHIPPED) == found


def test_a_list_is_one_word_a_line_or_divided() -> None:
    assert words_of(" 上访\r\n信访、投诉，ＡＢ\n\n上访 ") == ("上访", "信访", "投诉", "ab")
    assert words_of(" \n ") == ()


@given(st.text(max_size=8), st.sampled_from(SHIPPED), st.text(max_size=8))
def test_a_word_is_found_in_any_surroundings(before: str, word: str, after: str) -> None:
    found = barred_in(before + word + after, SHIPPED)
    assert any(word in each for each in found)


@pytest.fixture
def office(db: None) -> Office:
    return Office()


@pytest.fixture
def draft(office: Office) -> Standard:
    return make_draft(office)


def refusal(office: Office, draft: Standard) -> str:
    with pytest.raises(Refused) as refused:
        standards.adopt(draft, "决议", office.administrator, NOON)
    draft.refresh_from_db()
    assert not draft.is_adopted
    return refused.value.messages[0]


def test_the_shipped_rules_contain_none(office: Office) -> None:
    rows = read_standard(FOURTEEN_RULES.read_bytes(), FOURTEEN_RULES.name)
    draft = standards.create_draft(office.community, "十四条", NEXT_YEAR, rows)
    assert list(barred_words(draft)) == []


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"title": "不越级上访"}, "评分项 7.2 的名称里有“上访”：不越级上访。"),
        ({"evidence": "信访记录"}, "评分项 7.2 的佐证里有“信访”：信访记录。"),
        ({"basis": "生育政策"}, "评分项 7.2 的依据里有“生育”：生育政策。"),
        ({"proposers": "宗教小组"}, "评分项 7.2 的可申报人里有“宗教”：宗教小组。"),
        ({"exclusive_group": "疾病"}, "评分项 7.2 的互斥组里有“疾病”：疾病。"),
    ],
)
def test_each_text_of_an_item_is_looked_at(
    office: Office, draft: Standard, fields: dict[str, str], where: str
) -> None:
    change(draft, "7.2", **fields)
    told = refusal(office, draft)
    assert told.startswith("评分项 7.2 的")
    assert where in "".join(barred_words(draft))
    assert "请改掉这一处；确实可以有的，请管理员在“社区设置”里改。" in told
    page = signed_in(office.clerk).get(PAGE).content.decode()
    for sentence in barred_words(draft):
        assert sentence in page


def test_titles_of_rules_areas_and_the_standard_are_looked_at(
    office: Office, draft: Standard
) -> None:
    rule = draft.rules.get(number=7)
    rule.title = "不信访"
    area = draft.areas.get(number=1)
    area.name = "民族团结"
    standard_edits.write_parts(draft, [area], [rule])
    standard_edits.change_draft(draft, "征地标准", NEXT_YEAR)
    draft.refresh_from_db()
    assert [told.split("：")[0] for told in barred_words(draft)] == [
        "标准的名称里有“征地”",
        "方面1的名称里有“民族”",
        "第7条的条目里有“信访”",
    ]


def test_a_community_has_its_own_list(office: Office, draft: Standard) -> None:
    bar(office, "互助")
    assert refusal(office, draft).startswith("评分项 7.2 的名称里有“互助”")
    policy = Policy.objects.get()
    policy.barred_words = ""
    policies.save(policy)
    change(draft, "7.2", title="不上访")
    assert standards.adopt(draft, "决议", office.administrator, NOON).is_adopted
