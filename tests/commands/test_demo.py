"""The demo goes through the services like everybody else, so it is a test of the whole month."""

import re
from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum
from django.utils import timezone
from pytest_django.fixtures import Settings

from households.models import Household, Place
from households.services import cards
from points.demo.world import PASSWORD
from points.models import (
    Account,
    Activity,
    AdjustmentDecision,
    Entry,
    Notice,
    NoticeCorrection,
    ObjectionReply,
    Posting,
    Record,
    Sheet,
    SheetLine,
    Team,
)
from points.services.scorebook import with_points_now
from points.services.standings import settled_scores
from points.steps import Step
from tests.factory import make_community

pytestmark = pytest.mark.django_db


def demo(settings: Settings, **options: int) -> str:
    settings.DEBUG = True
    out = StringIO()
    call_command("demo", households=138, months=2, stdout=out, **options)
    return out.getvalue()


def test_the_demo_has_the_articles_shape_and_every_step_waits_somewhere(
    settings: Settings,
) -> None:
    told = demo(settings)
    assert Place.objects.filter(kind="village").count() == 13
    assert Place.objects.groups().count() == 46
    assert Place.objects.filter(joined_on__isnull=False).count() == 5
    assert Household.objects.count() > 92
    waiting = Sheet.objects.filter(state=Sheet.State.REVIEW)
    assert set(waiting.values_list("step", flat=True)) == set(Step)
    assert [notice.number for notice in Notice.objects.of_months()] == [2, 1]
    (asked,) = Notice.objects.filter(kind=Notice.Kind.COMMENT)
    assert (asked.number, asked.comments.count()) == (3, 2)
    assert Team.objects.count() == 2
    assert sorted(each.state for each in Activity.objects.all()) == ["called", "closed"]
    assert PASSWORD in told
    assert "jifenban" in told


def test_the_demos_accounts_are_the_sums_of_its_settled_scores(settings: Settings) -> None:
    demo(settings)
    posted = SheetLine.objects.filter(sheet__state=Sheet.State.POSTED)
    assert Posting.objects.count() == posted.count() > 0
    assert not Account.objects.exclude(last_number__gte=1).exists()
    for account in Account.objects.annotate(moved=Sum("entries__points")):
        assert account.balance == account.moved
    totals = dict(settled_scores().values_list("line", "final"))
    for line, points in Posting.objects.values_list("line", "entry__points"):
        assert totals[line] == points
    # A correction came before its line was posted; what was found afterwards was adjusted.
    adjusted = AdjustmentDecision.objects.filter(approved=True).count()
    spent = Entry.objects.filter(kind__in=(Entry.Kind.EXCHANGE, Entry.Kind.REFUND))
    assert Entry.objects.count() - spent.count() == posted.count() + adjusted


def test_the_demo_shows_what_households_said_and_what_came_of_it(settings: Settings) -> None:
    demo(settings)
    outcomes = Counter(ObjectionReply.objects.values_list("outcome", flat=True))
    assert outcomes["upheld"] == 2
    assert outcomes["refused"] == 2
    # The first month's correction is told in the second month's notice.
    assert NoticeCorrection.objects.filter(correction__isnull=False).count() == 1
    deductions = with_points_now(Record.objects.standing()).filter(points_now__lt=0)
    settled = deductions.exclude(line__sheet__state=Sheet.State.REVIEW)
    assert settled.exists()
    assert not settled.filter(servings__isnull=True).exists()
    assert not settled.filter(evidence__isnull=True).exists()


def test_the_demo_s_papers_hung_with_a_photo_and_one_of_each_notice_again(
    settings: Settings,
) -> None:
    demo(settings)
    for notice in Notice.objects.of_months():
        receipts = notice.hangings.order_by("pk")
        villages = {group["village_code"] for group in notice.content["groups"]}
        assert set(receipts.values_list("village__code", flat=True)) == villages
        (short,) = [receipt for receipt in receipts if receipt.is_short]
        again = receipts.get(village=short.village, pk__gt=short.pk)
        assert (short.taken_on, again.hung_on) == (again.hung_on, short.hung_on + timedelta(days=1))
        assert again.hangs_until == notice.closes_on + timedelta(days=1)
        assert not receipts.filter(photos__isnull=True).exists()
        assert not receipts.filter(taken_on__isnull=True).exists()
        assert notice.closed_at is not None


def test_the_demo_tells_a_card_that_opens(settings: Settings) -> None:
    told = demo(settings)
    token, pin = re.search(r"/card/([\w-]+)/  密码 (\d{6})", told).groups()
    card = cards.unlock(cards.Scan.of(token), pin, "address", timezone.now())
    assert card.household.code == "0101001"
    assert card.household.lines.latest("pk").sheet.step == Step.SELF


def test_a_second_demo_adds_nothing(settings: Settings) -> None:
    demo(settings)
    before = Household.objects.count(), Entry.objects.count()
    assert PASSWORD in demo(settings)
    assert (Household.objects.count(), Entry.objects.count()) == before


def test_the_demo_stays_out_of_a_database_with_another_community(
    settings: Settings,
) -> None:
    make_community()
    with pytest.raises(CommandError, match="已有别的社区"):
        demo(settings)


def test_the_demo_stays_out_of_production(settings: Settings) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="只能在试用时生成"):
        call_command("demo")
    assert not Place.objects.exists()
