"""Two versions of a standard part by part, with parts typed by hand."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from points.comparison import Compared, Edition, Kind, Part, compare


def item(code: str, name: str, worth: str = "每月 +1", home: str = "第5条", **said: str) -> Part:
    return Part(code, name, {"": worth, **said}, home)


RULE = Part("第5条", "垃圾分类", {"全年加分上限": "18分"}, "方面2", "第5条 垃圾分类")
AREA = Part("方面2", "环境建设", called="环境建设")


def edition(*items: Part, rule: Part = RULE, area: Part = AREA, **whole: str) -> Edition:
    return Edition(whole, [area], [rule], list(items))


def told(compared: Compared) -> list[str]:
    return [
        sentence
        for change in (*compared.areas, *compared.rules, *compared.items)
        for sentence in change.told
    ]


def test_what_an_item_is_worth_is_told_before_and_after() -> None:
    old, new = item("5.1", "垃圾分类"), item("5.1", "垃圾分类", "每月 +2")
    assert told(compare(edition(old), edition(new))) == ["垃圾分类 5.1：每月 +1 → +2"]
    new = item("5.1", "垃圾分类", "每次 +2")
    assert told(compare(edition(old), edition(new))) == ["垃圾分类 5.1：每月 +1 → 每次 +2"]


def test_caps_that_come_and_go_are_named() -> None:
    old = item("5.1", "垃圾分类", 每月上限="1分", 佐证="巡查表")
    new = item("5.1", "垃圾分类", 每年上限="12分", 佐证="巡查表")
    assert told(compare(edition(old), edition(new))) == [
        "垃圾分类 5.1：每年上限：无 → 12分",
        "垃圾分类 5.1：每月上限：1分 → 无",
    ]


def test_new_and_gone_items_say_what_they_gave() -> None:
    found = compare(edition(item("5.1", "甲")), edition(item("5.2", "乙", 每年上限="6分")))
    assert [(each.kind, *each.told) for each in found.items] == [
        (Kind.NEW, "乙 5.2（每月 +1，每年上限：6分）"),
        (Kind.GONE, "甲 5.1（每月 +1）"),
    ]
    assert found.summary == "评分项新增1项、取消1项。"


def test_a_reworded_item_keeps_its_code_and_an_item_put_in_between_moves_the_others() -> None:
    old = [item("5.1", "甲"), item("5.2", "乙")]
    found = compare(edition(*old), edition(item("5.1", "甲"), item("5.2", "乙和丙")))
    assert told(found) == ["乙 5.2：名称：乙 → 乙和丙"]
    new = [item("5.1", "甲"), item("5.2", "新"), item("5.3", "乙")]
    assert told(compare(edition(*old), edition(*new))) == [
        "新 5.2（每月 +1）",
        "乙 5.2：编号：5.2 → 5.3",
    ]


def test_caps_of_rules_and_areas_and_what_holds_for_all() -> None:
    rule = replace(RULE, said={"全年加分上限": "20分"})
    area = replace(AREA, said={"每季加分上限": "30分"})
    found = compare(edition(), edition(rule=rule, area=area, 每户基础分="100分"))
    assert told(found) == [
        "环境建设：每季加分上限：无 → 30分",
        "第5条 垃圾分类：全年加分上限：18分 → 20分",
    ]
    assert list(map(str, found.whole)) == ["每户基础分：无 → 100分"]
    assert found.summary == "条改动1条；方面改动1个；总的规定改动1处。"


def test_a_rule_that_gets_another_number_does_not_move_its_items() -> None:
    rule = replace(RULE, code="第6条", called="第6条 垃圾分类")
    found = compare(edition(item("5.1", "甲")), edition(item("5.1", "甲", home="第6条"), rule=rule))
    assert told(found) == ["第5条 垃圾分类：编号：第5条 → 第6条"]


def test_an_item_that_goes_to_another_rule_says_so() -> None:
    other = Part("第6条", "庭院整洁", {}, "方面2", "第6条 庭院整洁")
    old, new = edition(item("5.1", "甲")), edition(item("5.1", "甲", home="第6条"))
    old, new = (replace(each, rules=[RULE, other]) for each in (old, new))
    assert told(compare(old, new)) == ["甲 5.1：所属：第5条 → 第6条"]


PARTS = st.lists(
    st.builds(
        item,
        st.sampled_from(["5.1", "5.2", "5.3", "5.4"]),
        st.sampled_from(["甲", "乙", "丙"]),
        st.sampled_from(["每月 +1", "每次 −2"]),
    ),
    unique_by=lambda part: part.code,
)


@given(PARTS)
def test_nothing_differs_from_itself(parts: list[Part]) -> None:
    found = compare(edition(*parts), edition(*parts))
    assert found.is_same
    assert found.summary == ""


@given(PARTS, PARTS)
def test_every_part_is_kept_or_told_and_the_way_back_tells_the_same_number(
    old: list[Part], new: list[Part]
) -> None:
    there, back = compare(edition(*old), edition(*new)), compare(edition(*new), edition(*old))
    counts = [
        {kind: sum(each.kind is kind for each in found.items) for kind in Kind}
        for found in (there, back)
    ]
    assert counts[0][Kind.NEW] == counts[1][Kind.GONE]
    assert counts[0][Kind.GONE] == counts[1][Kind.NEW]
    assert len(new) - len(old) == counts[0][Kind.NEW] - counts[0][Kind.GONE]
    assert there.is_same == ({*map(_key, old)} == {*map(_key, new)})


def _key(part: Part) -> tuple[str, ...]:
    return part.code, part.name, *part.said.values()
