"""The chosen forms of the chosen groups as one PDF."""

from collections.abc import Iterator, Sequence

from django.template.loader import render_to_string

from households.refusals import Refused
from points.printing.fonts import require_glyphs
from points.printing.stamped import Stamped, typeset_stamped
from points.reports.blank_forms_facts import Occasion
from points.reports.blank_forms_parts import Leaf
from points.reports.blank_forms_rows import Of
from points.reports.blank_forms_table import FORMS, Each, Form

MOST = 500
"""Households whose forms are set while somebody waits for them: about a minute for all forms."""


def blank_forms(occasion: Occasion, chosen: Sequence[str], paper: str) -> bytes:
    """One PDF, kept nowhere: for each group its forms in the order of FORMS, then those for all
    groups together. Each form but the households' own counts its pages.

    `chosen` are keys of FORMS, `paper` is what lies as wide as the standard is long: A3 or A4.
    Raises MissingGlyph, naming the households, before anything is set; Refused where there is no
    standard to print from, or more than MOST households.
    """
    forms = [form for key, form in FORMS.items() if key in chosen]
    together = [form for form in forms if form.each is Each.OCCASION]
    households = sum(len(group.households) for group in occasion.groups)
    if households > MOST and len(together) < len(forms):
        raise Refused(
            f"所选村组共{households}户，一次最多打印{MOST}户的表，请用批量打印，或分村、分组打印；"
            "审定决议可以单独为全部村组打印。"
        )
    require_glyphs(_texts(occasion))
    documents = [
        _document(form, Of(occasion, [group], paper))
        for group in occasion.groups
        for form in forms
        if form not in together
    ]
    documents += [_document(form, Of(occasion, occasion.groups, paper)) for form in together]
    return typeset_stamped(documents)


def set_form(form: Form, of: Of) -> bytes:
    """One PDF of one form. Raises MissingGlyph, naming the households, before anything is set."""
    require_glyphs(_texts(of.occasion))
    return typeset_stamped([_document(form, of)])


def _document(form: Form, of: Of) -> str | Stamped:
    where = of.group.place.label if len(of.groups) == 1 else of.occasion.community.name
    leaf = Leaf(
        community=of.occasion.community.name,
        title=form.title,
        which=f"{where} · {of.occasion.month.label}",
        lead=form.lead,
        fields=form.fields(of),
        tables=form.tables(of),
        notes=form.notes,
        signatures=form.signatures,
    )
    context = {"leaf": leaf, "size": form.size(of.paper)}
    made = render_to_string("points/print/forms/form.html", context)
    if form.each is not Each.HOUSEHOLD:
        return made
    households = {"households": of.group.households}
    return Stamped(made, render_to_string("points/print/forms/names.html", households))


def _texts(occasion: Occasion) -> Iterator[tuple[str, str]]:
    """Everything on the forms that people have typed, with the name of its place."""
    yield "社区名称", occasion.community.name
    for item in occasion.items:
        yield f"评分项 {item.code}", f"{item}{item.unit}{item.evidence}{item.rule.area.name}"
    yield "人员姓名", "".join([*occasion.auditors, *occasion.delegates])
    for group in occasion.groups:
        yield "村组名", group.place.label
        yield "人员姓名", "".join([*group.members, *(name for name, _ in group.out)])
        for code, head in group.households:
            yield f"户 {code}", code + head
