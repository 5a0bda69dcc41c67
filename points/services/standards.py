"""Standards are drafted, copied, then adopted and so frozen; `standard_edits` changes a draft."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Final, TypeVar

from django.db import transaction
from django.db.models import Model

from households.models import Place, User
from households.refusals import AlreadyHandled, Refused
from households.roles import PlaceKind
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import Area, Item, Rule, Standard
from points.periods import Month
from points.services.meetings import Assembly, keep_adopting
from points.services.standard_content import SETTINGS, content_version
from points.services.standard_fit import refuse_unfit, refuse_unmet
from points.services.standard_heard import refuse_unheard

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One line of a standard's table. Points and caps in whole points with sign; None: no cap.

    `rule_caps` and `area_caps` name further caps of its rule and area by the field of the model,
    `settings` what holds for the whole standard. `village` is the name or code of the village that
    adds the item.
    """

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
    tiers: str = ""
    tiers_by: str = ""
    quarterly_cap: int | None = None
    once: bool = False
    within_event: bool = False
    repeat_days: int | None = None
    validity_months: int | None = None
    case_by_case: bool = False
    patrol_from: int | None = None
    patrol_to: int | None = None
    patrol_indicators: str = ""
    patrol_overdue: bool = False
    village: str = ""
    rule_caps: Mapping[str, int] = field(default_factory=dict)
    area_caps: Mapping[str, int] = field(default_factory=dict)
    settings: Mapping[str, int] = field(default_factory=dict)


OF_ITEM: Final = frozenset(each.attname for each in Item._meta.concrete_fields) & frozenset(
    each.name for each in fields(ItemRow)
)
"""The fields that a line and its item have in common."""


def as_item(row: ItemRow, **places: Any) -> Item:
    """The unsaved item of a line; `places` are its standard, rule, position and village."""
    return Item(**{name: getattr(row, name) for name in OF_ITEM}, **places)


@transaction.atomic
def create_draft(community: Place, title: str, starts: Month, rows: Iterable[ItemRow]) -> Standard:
    """A draft with the areas, rules and items of `rows`, in their order.

    Raises Refused for a title that another draft of the month has and for a village that the
    community has not, ValidationError (Chinese) where a row breaks a constraint of the standard.
    """
    lines = list(rows)
    settings = {name: value for row in reversed(lines) for name, value in row.settings.items()}
    draft = Standard(
        community=community,
        title=title,
        from_year=starts.year,
        from_month=starts.month,
        **settings,
    )
    refuse_second(draft)
    written(draft)
    areas: dict[str, Area] = {}
    rules: dict[int, Rule] = {}
    villages = _villages(community, lines)
    for position, row in enumerate(lines, start=1):
        if row.area not in areas:
            area = Area(standard=draft, number=len(areas) + 1, name=row.area, **row.area_caps)
            areas[row.area] = written(area)
        if row.rule_number not in rules:
            rules[row.rule_number] = written(
                Rule(
                    standard=draft,
                    area=areas[row.area],
                    number=row.rule_number,
                    title=row.rule_title,
                    yearly_cap=row.rule_yearly_cap,
                    **row.rule_caps,
                )
            )
        home = {"standard": draft, "rule": rules[row.rule_number], "position": position}
        written(as_item(row, **home, village=villages.get(row.village)))
    return draft


def _villages(community: Place, rows: Iterable[ItemRow]) -> dict[str, Place]:
    """The villages that `rows` name, by name or code as written. No query when none does."""
    named = {row.village: row for row in rows if row.village}
    if not named:
        return {}
    here = Place.objects.filter(community=community, kind=PlaceKind.VILLAGE)
    known = {key: village for village in here for key in (village.name, village.code)}
    for name, row in named.items():
        if name not in known:
            raise Refused(
                f"评分项{row.code}的“自定村”写的是“{name}”，本社区没有这个自然村，请对照名册改正。"
            )
    return {name: known[name] for name in named}


@transaction.atomic
def copy_to_draft(standard: Standard, title: str, starts: Month) -> Standard:
    """A new draft with everything `standard` holds, areas and rules without items included.

    Raises Refused for a title that another draft of the month has.
    """
    draft = create_draft(standard.community, title, starts, [])
    settings = {name: getattr(standard, name) for name in SETTINGS}
    Standard.objects.filter(pk=draft.pk).update(**settings)
    draft.refresh_from_db()
    home = {"standard_id": draft.pk}
    areas = {area.pk: _copy(area, **home) for area in standard.areas.all()}
    Area.objects.bulk_create(areas.values())
    rules = {
        rule.pk: _copy(rule, **home, area_id=areas[rule.area_id].pk)
        for rule in standard.rules.all()
    }
    Rule.objects.bulk_create(rules.values())
    Item.objects.bulk_create(
        _copy(item, **home, rule_id=rules[item.rule_id].pk) for item in standard.items.all()
    )
    return draft


@transaction.atomic
def adopt(
    standard: Standard,
    basis: str,
    by: User,
    at: datetime,
    seen: str | None = None,
    assembly: Assembly | None = None,
) -> Standard:
    """Puts a draft in force from its first month on; from then on it is frozen.

    `basis` is the resolution that adopted it, `assembly` the meeting with its votes (None for one
    that was passed before the program came), `seen` the content version that was on the screen
    (None where nobody looked at one). Raises Refused without a basis; without a meeting where the
    program has been in use, for one that decides nothing or was held before people had been heard
    as the community's settings want it; without items, for a month that already has sheets or
    another standard, for contradictions between items and rules, for words a standard must not
    contain; without an office, when the content was changed meanwhile. AlreadyHandled when it was
    adopted.
    """
    community = Place.objects.select_for_update(no_key=True).get(pk=standard.community_id)
    offices_for(by, "points.adopt_standard", [community], day_of(at))
    draft = locked_draft(standard)
    if not basis.strip():
        raise Refused({"basis": "请填写通过的依据：会议名称和日期。"})
    if seen is not None and seen != content_version(draft):
        raise Refused("您打开这一页之后，草案又有改动。请先看一遍现在的草案，再办理通过。")
    refuse_unfit(draft)
    refuse_unheard(draft, day_of(at) if assembly is None else assembly.held_on)
    if assembly is None:
        refuse_unmet(draft, Month.of(day_of(at)))
    else:
        draft.meeting = keep_adopting(assembly, community.pk, by, at)
    draft.adopted_at, draft.adopted_by, draft.adoption_basis = at, by, basis.strip()
    draft.save(update_fields=["adopted_at", "adopted_by", "adoption_basis", "meeting"])
    return draft


def refuse_second(draft: Standard) -> None:
    """Raises Refused when another draft of the community has the same title and first month."""
    same = Standard.objects.drafts().filter(
        community=draft.community_id,
        title=draft.title,
        from_year=draft.from_year,
        from_month=draft.from_month,
    )
    if same.exclude(pk=draft.pk).exists():
        raise Refused(
            {"title": f"已有{draft.starts.label}起用的同名草案，请换一个名称，或直接修改那一份。"}
        )


def locked_draft(standard: Standard) -> Standard:
    """The draft as it stands now, held until the transaction ends, so that nobody adopts it or
    changes it in between. Raises AlreadyHandled once it is adopted or deleted."""
    draft = Standard.objects.select_for_update().drafts().filter(pk=standard.pk).first()
    if draft is None:
        raise AlreadyHandled
    return draft


def written(row: M) -> M:
    """Saves a new row. Raises ValidationError (Chinese) where it breaks a rule of its model."""
    row.full_clean()
    row.save(force_insert=True)
    return row


def _values(row: Model) -> dict[str, Any]:
    columns = row._meta.concrete_fields
    return {each.attname: getattr(row, each.attname) for each in columns if not each.primary_key}


def _copy(row: M, **changed: Any) -> M:
    return type(row)(**{**_values(row), **changed})
