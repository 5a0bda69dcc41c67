"""The only writer of standards: drafts are made and copied, then adopted and so frozen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from households.models import Place, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import Area, Item, Rule, Sheet, Standard
from points.periods import Month
from points.services.scorebook import rules_of


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One line of a standard's table. Points and caps are whole points with sign; None is no cap."""

    area: str
    rule_number: int
    rule_title: str
    rule_yearly_cap: int | None
    code: str
    title: str
    points_min: int
    points_max: int
    unit: str
    monthly_cap: int | None = None
    yearly_cap: int | None = None
    exclusive_group: str = ""
    evidence: str = ""
    proposers: str = ""
    sensitive: bool = False
    veto: bool = False
    basis: str = ""


@transaction.atomic
def create_draft(
    community: Place, title: str, starts: Month, rows: Iterable[ItemRow]
) -> Standard:
    """A draft with the areas, rules and items of `rows`, in their order.

    Raises ValidationError (Chinese) where a row breaks a constraint of the standard.
    """
    standard = Standard(
        community=community, title=title, from_year=starts.year, from_month=starts.month
    )
    standard.full_clean()
    standard.save(force_insert=True)
    areas: dict[str, Area] = {}
    rules: dict[int, Rule] = {}
    for position, row in enumerate(rows, start=1):
        if row.area not in areas:
            areas[row.area] = Area.objects.create(
                standard=standard, number=len(areas) + 1, name=row.area
            )
        if row.rule_number not in rules:
            rules[row.rule_number] = Rule.objects.create(
                standard=standard,
                area=areas[row.area],
                number=row.rule_number,
                title=row.rule_title,
                yearly_cap=row.rule_yearly_cap,
            )
        item = Item(
            standard=standard,
            rule=rules[row.rule_number],
            code=row.code,
            position=position,
            title=row.title,
            points_min=row.points_min,
            points_max=row.points_max,
            unit=row.unit,
            monthly_cap=row.monthly_cap,
            yearly_cap=row.yearly_cap,
            exclusive_group=row.exclusive_group,
            evidence=row.evidence,
            proposers=row.proposers,
            sensitive=row.sensitive,
            veto=row.veto,
            basis=row.basis,
        )
        item.full_clean()
        item.save(force_insert=True)
    return standard


@transaction.atomic
def copy_to_draft(standard: Standard, title: str, starts: Month) -> Standard:
    """A new draft with everything `standard` holds."""
    items = standard.items.select_related("rule__area").order_by("position")
    return create_draft(
        standard.community,
        title,
        starts,
        [
            ItemRow(
                area=item.rule.area.name,
                rule_number=item.rule.number,
                rule_title=item.rule.title,
                rule_yearly_cap=item.rule.yearly_cap,
                code=item.code,
                title=item.title,
                points_min=item.points_min,
                points_max=item.points_max,
                unit=item.unit,
                monthly_cap=item.monthly_cap,
                yearly_cap=item.yearly_cap,
                exclusive_group=item.exclusive_group,
                evidence=item.evidence,
                proposers=item.proposers,
                sensitive=item.sensitive,
                veto=item.veto,
                basis=item.basis,
            )
            for item in items
        ],
    )


@transaction.atomic
def adopt(standard: Standard, basis: str, by: User, at: datetime) -> Standard:
    """Puts a draft in force from its first month on; from then on it is frozen.

    `basis` is the resolution that adopted it. Raises Refused without a basis, without items, for a
    month that already has sheets or another standard, for contradictions between items and rules,
    without an office; AlreadyHandled when it was adopted meanwhile.
    """
    community = Place.objects.select_for_update().get(pk=standard.community_id)
    offices_for(by, "points.adopt_standard", [community], day_of(at))
    if not basis.strip():
        raise Refused({"basis": "请填写通过的依据：会议名称和日期。"})
    if not standard.items.exists():
        raise Refused("标准里还没有评分项，不能通过。")
    same_month = Standard.objects.adopted().filter(
        community=community, from_year=standard.from_year, from_month=standard.from_month
    )
    if same_month.exclude(pk=standard.pk).exists():
        raise Refused(f"已有一个标准从{standard.starts.label}起用，请改起用月份。")
    opened = Sheet.objects.filter(community=community).from_month(standard.starts)
    if opened.exists():
        raise Refused(f"{standard.starts.label}或以后的月份已经开表，请把起用月份改到还没有开表的月份。")
    try:
        rules_of(standard)
    except ValueError as error:
        raise Refused(str(error)) from error
    adopted = Standard.objects.drafts().filter(pk=standard.pk)
    if not adopted.update(adopted_at=at, adopted_by=by, adoption_basis=basis.strip()):
        raise AlreadyHandled
    standard.refresh_from_db()
    return standard
