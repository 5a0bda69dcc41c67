"""The demo's draft of next year's standard, told to everybody, with what was said to it."""

from datetime import datetime
from typing import Any, Final

from households.services.days import day_of
from points.demo.world import World
from points.models import Standard, StandardCommentAnswer
from points.periods import Month
from points.services import standard_comments, standard_edits, standards
from points.services.standard_comments import Opinion

CHANGES: Final[dict[str, dict[str, Any]]] = {
    "4.1": {"points_min": 4, "points_max": 4, "monthly_cap": 4, "yearly_cap": 32},
    "5.1": {"points_min": 2, "points_max": 2, "monthly_cap": 2, "yearly_cap": 18},
    "5.3": {"repeat_days": 30},
    "12.2": {
        "title": "拾金不昧、无偿献血",
        "evidence": "证明、登记册",
    },
}
"""What the article's community did in 2023: more weight on 门前三包 and 垃圾分类."""
SAID: Final = (
    ("垃圾分类每月加2分太少，建议加3分。", "meeting"),
    ("桶边值守的人多，建议每月上限提高。", "oral"),
)


def draft_coming_year(world: World, now: datetime) -> None:
    """A draft from the next January on, published for comment today; one opinion is answered."""
    today = day_of(now)
    current = Standard.objects.adopted().get(community=world.community)
    starts = Month(today.year + 1, 1)
    title = f"{starts.year}年家庭诚信积分标准"
    draft = standards.copy_to_draft(current, title, starts)
    rules = {rule.number: rule for rule in draft.rules.all()}
    rules[4].yearly_cap, rules[5].yearly_cap = 32, 24
    standard_edits.write_parts(draft, [], [rules[4], rules[5]])
    for item in draft.items.filter(code__in=CHANGES).select_related("rule", "standard"):
        for name, value in CHANGES[item.code].items():
            setattr(item, name, value)
        standard_edits.write_item(item)
    notice = standard_comments.ask(draft, today, world.publisher, now)
    first, *_ = [
        standard_comments.register(notice, Opinion(text, how, today), world.clerk, now)
        for text, how in SAID
    ]
    told = "加2分已比现行标准多一倍，先试行一年，明年再议。"
    refused = StandardCommentAnswer.Outcome.REFUSED
    standard_comments.answer(first, refused, told, world.clerk, now)
