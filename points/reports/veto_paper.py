"""一票否决告知书: a veto on paper for its household, with its right to object; the reply to what it
objected."""

from collections.abc import Iterator
from typing import Any, Final

from django.template.loader import render_to_string

from points.models import Policy, Veto, VetoObjection
from points.periods import chinese_date
from points.printing.fonts import require_glyphs
from points.printing.pdf import typeset
from points.reports.notice_words import span

DENSITIES: Final = ((420, "is-dense is-full"), (180, "is-dense"))
"""Above how many characters a paper is set smaller, and how: it has to stay one page."""


def veto_paper(veto: Veto, policy: Policy) -> bytes:
    """One A4 page as PDF, kept nowhere: what the household keeps above, the receipt that stays with
    the office below. Once it is told, day and manner are printed, otherwise there are lines to
    write on.

    Raises MissingGlyph, naming the part of the sheet, before anything is set.
    """
    texts = [*_parts(veto, policy), ("告知人", veto.told_by)]
    return _set(
        "points/print/veto.html",
        texts,
        {
            "veto": veto,
            "policy": policy,
            "community": policy.community.name,
            "household": veto.household,
            "group": veto.household.group,
            "days": span(veto.starts_on, veto.ends_on),
            "effect": effect(veto),
            "until": chinese_date(veto.object_until) if veto.object_until else "",
        },
    )


def veto_reply_paper(objection: VetoObjection, policy: Policy) -> bytes:
    """One A4 page as PDF with the answer to `objection`. Raises as `veto_paper`."""
    veto = objection.veto
    texts = [*_parts(veto, policy), ("异议内容", objection.text), ("答复", objection.reply)]
    return _set(
        "points/print/veto_reply.html",
        texts,
        {
            "objection": objection,
            "veto": veto,
            "policy": policy,
            "community": policy.community.name,
            "to": f"{veto.household.head}户（户编号 {veto.household.code}）",
        },
    )


def effect(veto: Veto) -> str:
    """“2026年度不参加排名……”: what it does to its household, and what it leaves alone."""
    left = "已得的积分和兑换不受影响，到期自动失效。"
    if not veto.years:
        return f"有效期内没有年度结束，不影响年度排名；{left}"
    years = "、".join(f"{year}年度" for year in veto.years)
    return f"{years}不参加荣誉积分排名，不评星级家庭，不向上推荐；{left}"


def _set(template: str, texts: list[tuple[str, str]], context: dict[str, Any]) -> bytes:
    require_glyphs(texts)
    characters = sum(len(text) for _, text in texts)
    density = next((name for most, name in DENSITIES if characters > most), "")
    return typeset([render_to_string(template, {**context, "density": density})])


def _parts(veto: Veto, policy: Policy) -> Iterator[tuple[str, str]]:
    """What people have typed of the veto, with the name of its place."""
    household = veto.household
    yield "社区名称", policy.community.name
    yield "落款单位", policy.office
    yield "电话", policy.office_phone + policy.supervision_phone + policy.township_phone
    yield "村组名", household.group.label
    yield f"户 {household.code}", household.code + household.head
    yield "事由", veto.matter
    yield "依据的文件", veto.papers
