"""Why a draft can't be put to anybody yet: contradictions, a month begun, words it mustn't have."""

from collections.abc import Iterator

from households.refusals import Refused
from points.barred import barred_in, words_of
from points.fitness import contradictions
from points.models import Sheet, Standard
from points.patrol import Tied, overlaps
from points.periods import Month
from points.services.policies import policy_of
from points.services.scorebook import rules_of
from points.services.standard_content import frozen


def refuse_unfit(draft: Standard) -> None:
    """Raises Refused with the first reason why `draft` can't be adopted as it stands."""
    if not draft.items.exists():
        raise Refused("标准里还没有评分项，不能通过。请先填写评分项。")
    others = Standard.objects.adopted().filter(community=draft.community_id).exclude(pk=draft.pk)
    if others.filter(from_year=draft.from_year, from_month=draft.from_month).exists():
        raise Refused(f"已有一个标准从{draft.starts.label}起用，请改起用月份。")
    opened = Sheet.objects.filter(community=draft.community_id).from_month(draft.starts)
    if opened.exists():
        raise Refused(
            f"{draft.starts.label}或以后的月份已经开表，请把起用月份改到还没有开表的月份。"
        )
    try:
        wrong = next(contradictions(rules_of(draft)), None)
    except ValueError as error:
        raise Refused(str(error)) from error
    wrong = wrong or next(overlapping_patrols(draft), None) or next(barred_words(draft), None)
    if wrong is not None:
        raise Refused(wrong)


def refuse_unmet(draft: Standard, month: Month) -> None:
    """Raises Refused (at how) where `draft` can't have been passed before the program came in: it
    begins after `month`, the present one, and the community has sheets already."""
    if draft.starts > month and Sheet.objects.filter(community=draft.community_id).exists():
        told = "本程序已经在用，以后才起用的标准须经会议通过，请填写会议的人数和票数。"
        raise Refused({"how": told})


def overlapping_patrols(draft: Standard) -> Iterator[str]:
    """A sentence for any two items of `draft` that one average of a patrol would both propose.
    One query."""
    items = draft.items.order_by("position")
    return overlaps(
        Tied(item.code, item.rule_id, item.village_id, terms)
        for item in items
        if (terms := item.patrol_terms) is not None
    )


def obstacle(draft: Standard) -> str:
    """Why `draft` can't be adopted as it stands; empty when it can."""
    try:
        refuse_unfit(draft)
    except Refused as refused:
        return "".join(refused.messages)
    return ""


def barred_words(draft: Standard) -> Iterator[str]:
    """A sentence for every word that the community does not want in a standard, with where it
    stands in `draft` and what to do. Five queries."""
    words = words_of(policy_of(draft.community).barred_words)
    for where, text in written(draft):
        for word in barred_in(text, words):
            yield (
                f"{where}里有“{word}”：{text}。积分标准里不许有这个词，请改掉这一处；"
                "确实可以有的，请管理员在“社区设置”里改。"
            )


def written(draft: Standard) -> Iterator[tuple[str, str]]:
    """Every text of `draft`, with the name of its place. Three queries."""
    content = frozen(draft)
    yield "标准的名称", content["title"]
    for area in content["areas"]:
        yield f"方面{area['number']}的名称", area["name"]
        for rule in area["rules"]:
            yield f"第{rule['number']}条的条目", rule["title"]
            for item in rule["items"]:
                for field, label in TEXTS.items():
                    if field in item:
                        yield f"评分项 {item['code']} 的{label}", item[field]


TEXTS = {
    "title": "名称",
    "unit": "计分单位",
    "exclusive_group": "互斥组",
    "evidence": "佐证",
    "proposers": "可申报人",
    "basis": "依据",
}
