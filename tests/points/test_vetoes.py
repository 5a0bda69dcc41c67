"""一票否决: a document, told, open to objection, for a time; lifted, voided, and after the year."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from households.refusals import AlreadyHandled, Refused
from households.roles import Role
from points.models import Record, Veto, VetoObjection
from points.periods import Month
from points.services import records, sheets, vetoes
from points.services.ranking_book import corrected, frozen
from points.services.recordbook import Draft
from points.services.vetoes import Ground
from tests.factory import NOON, appoint
from tests.points.honour_year import AFTER_THE_YEAR, TAKEN, YEAR, HonourYear

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = NOON.date()


@pytest.fixture
def town() -> HonourYear:
    return HonourYear()


def ground(**more: Any) -> Ground:
    typed = {
        "matter": "酒后驾驶",
        "document": "处罚决定书",
        "document_number": "青公〔2026〕5号",
        "document_on": date(YEAR, 5, 6),
        "starts_on": date(YEAR, 5, 1),
        "ends_on": date(YEAR, 12, 31),
    }
    return Ground(**(typed | more))


def impose(town: HonourYear, **more: Any) -> Veto:
    return vetoes.impose(town.zhang, ground(**more), town.clerk, NOON)


def tell(town: HonourYear, veto: Veto, day: date = TODAY) -> Veto:
    return vetoes.tell(veto, day, "at_home", "周主任", town.clerk, NOON)


def object_to(town: HonourYear, veto: Veto, day: date = TODAY) -> VetoObjection:
    return vetoes.object_to(veto, "不是我开的车", "oral", day, town.clerk, NOON)


def test_it_counts_for_the_years_on_whose_last_day_it_is_in_force(town: HonourYear) -> None:
    impose(town, ends_on=date(YEAR + 1, 12, 30))
    barred = {year: Veto.objects.barring(year).count() for year in (2025, 2026, 2027)}
    assert barred == {2025: 0, 2026: 1, 2027: 0}


def test_it_is_told_and_the_household_has_its_days_to_object(town: HonourYear) -> None:
    veto = tell(town, impose(town), TODAY - DAY)
    assert (veto.told_how, veto.told_by) == ("at_home", "周主任")
    # From the day it was written down, which is later than the day it was told.
    assert veto.object_until == TODAY + 3 * DAY
    with pytest.raises(AlreadyHandled, match="已经登记过告知"):
        tell(town, veto)


def test_an_objection_that_is_right_lifts_it(town: HonourYear) -> None:
    veto = tell(town, impose(town))
    object_to(town, veto)
    with pytest.raises(AlreadyHandled, match="已经有一件异议"):
        object_to(town, veto)
    made = vetoes.reply(veto, upheld=True, text="认错了人", by=town.auditor, at=NOON)
    assert made.upheld
    assert veto.lift.why == "异议成立：认错了人"
    assert not Veto.objects.barring(YEAR).exists()
    with pytest.raises(AlreadyHandled, match="已经作废或解除"):
        vetoes.lift(veto, "再来", town.auditor, NOON)


def test_while_an_objection_waits_only_its_reply_lifts_it(town: HonourYear) -> None:
    veto = tell(town, impose(town))
    object_to(town, veto)
    with pytest.raises(Refused, match="有一件异议等答复"):
        vetoes.lift(veto, "算了", town.auditor, NOON)
    vetoes.reply(veto, upheld=False, text="有监控", by=town.auditor, at=NOON)
    assert vetoes.lift(veto, "已改正", town.auditor, NOON).why == "已改正"


def test_an_objection_that_is_wrong_leaves_it(town: HonourYear) -> None:
    veto = tell(town, impose(town))
    object_to(town, veto)
    vetoes.reply(veto, upheld=False, text="有监控", by=town.auditor, at=NOON)
    assert Veto.objects.barring(YEAR).get() == veto
    with pytest.raises(AlreadyHandled, match="没有等答复的异议"):
        vetoes.reply(veto, upheld=False, text="有监控", by=town.auditor, at=NOON)


def test_it_ends_early_for_a_reason_or_is_voided(town: HonourYear) -> None:
    lifted = impose(town)
    vetoes.lift(lifted, "已改正，评审委员会同意", town.auditor, NOON)
    voided = impose(town)
    with pytest.raises(Refused, match="作废的原因"):
        vetoes.void(voided, " ", town.clerk, NOON)
    vetoes.void(voided, "户填错了", town.clerk, NOON)
    assert not Veto.objects.barring(YEAR).exists()
    assert Veto.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"matter": " "}, "因为什么事"),
        ({"document": ""}, "须有文件"),
        ({"document_on": TODAY + DAY}, "文件日期还没有到"),
        ({"starts_on": TODAY + DAY}, "起算日期还没有到"),
        ({"ends_on": date(YEAR, 4, 30)}, "不能早于起算日期"),
        ({"ends_on": date(2036, 5, 1)}, "最长五年"),
    ],
)
def test_without_a_document_a_day_or_an_end_there_is_none(
    town: HonourYear, typed: dict[str, Any], told: str
) -> None:
    with pytest.raises(Refused, match=told):
        impose(town, **typed)
    assert not Veto.objects.exists()


def test_who_may_not_is_told_so(town: HonourYear) -> None:
    veto = impose(town)
    with pytest.raises(Refused, match="从2026年5月1日到2026年12月31日有效"):
        impose(town, starts_on=date(YEAR, 6, 1))
    with pytest.raises(Refused, match="任职"):
        vetoes.impose(town.li, ground(), town.auditor, NOON)
    with pytest.raises(Refused, match="任职"):
        vetoes.lift(veto, "好了", town.clerk, NOON)
    town.clerk.household = town.li
    town.clerk.save()
    with pytest.raises(Refused, match="您自己家"):
        vetoes.impose(town.li, ground(), town.clerk, NOON)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (TODAY + DAY, "收到日期还没有到"),
        (TODAY - 6 * DAY, "收到日期不在这期间"),
    ],
)
def test_an_objection_comes_within_its_days(town: HonourYear, day: date, told: str) -> None:
    veto = impose(town)
    with pytest.raises(Refused, match="还没有登记告知"):
        object_to(town, veto)
    told_veto = tell(town, veto, TODAY - 5 * DAY)
    with pytest.raises(Refused, match=told):
        object_to(town, told_veto, day)


def test_telling_has_its_day_and_its_name(town: HonourYear) -> None:
    veto = impose(town)
    for day, told in ((TODAY + DAY, "还没有到"), (date(YEAR, 5, 5), "告知不能更早")):
        with pytest.raises(Refused, match=told):
            tell(town, veto, day)
    with pytest.raises(Refused, match="告知人的姓名"):
        vetoes.tell(veto, TODAY, "phone", " ", town.clerk, NOON)


def test_whoever_wrote_it_does_not_answer_the_objection(town: HonourYear) -> None:
    appoint(town.clerk, Role.AUDITOR, town.community)
    veto = tell(town, impose(town))
    object_to(town, veto)
    with pytest.raises(Refused, match="须由别人答复"):
        vetoes.reply(veto, upheld=False, text="不成立", by=town.clerk, at=NOON)


def test_a_record_of_an_item_that_is_ground_for_one_proposes_it(town: HonourYear) -> None:
    sheets.open_month(town.community, Month(YEAR, 11), town.clerk, NOON)
    drafts = [Draft(town.zhang, TAKEN, date(YEAR, 11, 3), points=-5)]
    drafts.append(Draft(town.zhang, "11.3", date(YEAR, 11, 3), points=5))
    made = records.record_matters(Month(YEAR, 11), drafts, Record.Origin.OFFICE, town.clerk, NOON)
    taken, given = sorted(made, key=lambda each: each.points)
    assert impose(town, record=taken).record == taken
    with pytest.raises(Refused, match="不是这一户的一票否决事项"):
        vetoes.impose(town.li, ground(record=taken), town.clerk, NOON)
    with pytest.raises(Refused, match="不是这一户的一票否决事项"):
        vetoes.impose(town.zhang, ground(record=given), town.clerk, NOON)


# And the year's ranking


def test_one_that_is_not_settled_keeps_the_year_open(town: HonourYear) -> None:
    town.post(Month(YEAR, 12), {town.zhang: 5})
    veto = vetoes.impose(town.zhang, ground(), town.clerk, AFTER_THE_YEAR)
    code = town.zhang.code

    def told() -> str:
        with pytest.raises(Refused) as refused:
            town.freeze()
        return refused.value.messages[1]

    assert told() == f"户{code}的一票否决还没有告知。"
    vetoes.tell(veto, AFTER_THE_YEAR.date(), "phone", "周主任", town.clerk, AFTER_THE_YEAR)
    assert told() == f"户{code}对一票否决的异议期到2027年1月13日为止，还没有过。"
    day = AFTER_THE_YEAR.date()
    vetoes.object_to(veto, "不是我", "oral", day, town.clerk, AFTER_THE_YEAR)
    assert told() == f"户{code}对一票否决的异议还没有答复。"
    vetoes.reply(veto, upheld=False, text="有监控", by=town.auditor, at=AFTER_THE_YEAR)
    later = AFTER_THE_YEAR + 4 * DAY
    with pytest.raises(Refused) as early:
        town.freeze(at=later)
    assert "1月10日还办过涉及2026年的一票否决" in "".join(early.value.messages)
    assert town.freeze(at=later, held_on=later.date()).lines.get(household=town.zhang).vetoed


def test_after_the_freezing_it_changes_nothing_by_itself(town: HonourYear) -> None:
    town.post(Month(YEAR, 12), {town.zhang: 5})
    ranking = town.freeze()
    before = frozen(ranking)
    town.vetoed(town.zhang)
    assert frozen(ranking) == before == corrected(ranking)


def test_its_years_are_those_it_counts_for(town: HonourYear) -> None:
    for first, last, years in (
        (date(2026, 5, 1), date(2026, 12, 30), []),
        (date(2026, 5, 1), date(2026, 12, 31), [2026]),
        (date(2026, 12, 31), date(2028, 1, 1), [2026, 2027]),
    ):
        veto = Veto(starts_on=first, ends_on=last)
        assert list(veto.years) == years
        at = datetime(2028, 1, 1, 4, 0, tzinfo=UTC)
        kept = vetoes.impose(town.li, ground(starts_on=first, ends_on=last), town.clerk, at)
        counted = [year for year in range(2025, 2030) if Veto.objects.barring(year).exists()]
        assert counted == years
        vetoes.void(kept, "试", town.clerk, at)


def test_what_was_written_stays(town: HonourYear) -> None:
    veto = tell(town, impose(town))
    for change in ({"matter": "别的"}, {"told_by": "别人"}, {"ends_on": date(YEAR, 5, 2)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Veto.objects.filter(pk=veto.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Veto.objects.filter(pk=veto.pk).delete()
