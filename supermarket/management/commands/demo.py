"""A community of the usual size to try the program with."""

from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from households.models import Appointment, Card, Household, Place, User
from households.roles import PlaceKind, Role
from households.services import cards
from households.services.days import moment_of
from points.demo.coming_standard import draft_coming_year
from points.demo.months import at_hour, run_month
from points.demo.what_if import ask_what_if
from points.demo.world import CODE, NAME, PASSWORD, World, build
from points.demo.year import show_the_year
from points.management.commands.close_notices import a_day
from points.periods import FIRST_YEAR, Month, chinese_date
from supermarket.demo import fair
from supermarket.demo.market import set_up

HOUSEHOLD = "0101001"
"""Its group's month stands at self-evaluation."""
CLOSING_DAY = 10
"""A month's notice is closed and posted by this day of the next month."""
EVENING: Final = 18
"""The hour of a past day that the demo is made as of."""
EARLIEST: Final = date(FIRST_YEAR + 1, 1, 1)
"""The months that are finished before it are of years that the program knows."""


class Command(BaseCommand):
    help = "生成一个演示社区：13个自然村、46个村民小组，5个村已参加，爱心超市正在兑换"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--households", type=int, default=1900, help="约多少户")
        parser.add_argument("--months", type=int, default=3, help="已经办完的月数，1至9")
        parser.add_argument("--seed", type=int, default=2026, help="同一个数生成同样的内容")
        parser.add_argument(
            "--on",
            type=a_day,
            metavar="YYYY-MM-DD",
            help="按哪一天生成，默认今天；过去一年1月11日至31日的，上一年各月都已入账，可以试办年度排名",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "演示数据只能在试用时生成：请先设 DEBUG=1。正式使用的数据库不要生成。"
            )
        communities = Place.objects.filter(kind=PlaceKind.COMMUNITY)
        if communities.filter(code=CODE).exists():
            self._tell_sign_ins(timezone.now())
            return
        if communities.exists():
            raise CommandError("数据库里已有别的社区，不能混入演示数据。请换一个空的数据库。")
        if not 46 <= options["households"] <= 20_000 or not 1 <= options["months"] <= 9:
            raise CommandError("户数应在46至20000之间，月数应在1至9之间，请改正。")
        now = _moment(options["on"])
        with transaction.atomic():
            self._make(options["households"], options["months"], options["seed"], now)
        self._tell_sign_ins(now)

    def _make(self, wanted: int, finished: int, seed: int, now: datetime) -> None:
        today = timezone.localdate(now)
        waiting = Month.of(today)
        if today.day <= CLOSING_DAY:
            waiting = waiting.previous()
        months = [waiting]
        for _ in range(finished):
            months.insert(0, months[0].previous())
        world = build(months[0], round(wanted / 46), seed, at_hour(months[0], 1, hour=8))
        self.stdout.write(f"{NAME}：{len(world.groups)}个村民小组")
        self._run(world, months, seed, now)
        draft_coming_year(world, now)
        ask_what_if(world, now)
        self.stdout.write("明年的积分标准：草案正在征求意见")

    def _run(self, world: World, months: list[Month], seed: int, now: datetime) -> None:
        """The months in their order, each past fair between the postings of two of them."""
        *finished, waiting = months
        market = set_up(world, months[0], seed)
        past = fair.past_fair(finished, timezone.localdate(now))
        for month in months:
            if past is not None and past[1] == month:
                fair.hold_fair(market, *past, now)
            run_month(world, month, seed, now, halts=month == waiting)
            told = "各村停在不同步骤" if month == waiting else "已入账"
            self.stdout.write(f"{month.label}：{told}")
        if past is not None:
            quarter, _ = past
            fair.settle(market, quarter, now)
            self.stdout.write(f"{quarter.label}：爱心超市已兑换")
        card = Card.objects.valid().get(household__code=HOUSEHOLD, community=world.community)
        fair.open_fair(market, card, now)
        self.stdout.write("爱心超市：今天可以兑换")
        show_the_year(world, finished[-1], card, now)
        self.stdout.write(f"{finished[-1].year}年度：有一票否决、积分证明和复评，名次还没有定")

    def _tell_sign_ins(self, at: datetime) -> None:
        offices = (
            Appointment.objects.filter(community__code=CODE)
            .select_related("user", "place__parent")
            .order_by("pk")
        )
        self.stdout.write(f"\n演示社区的登录名（密码都是 {PASSWORD}）：")
        scorers = 0
        for office in offices:
            scorers += office.role == Role.SCORER
            if office.role != Role.DELEGATE and (office.role != Role.SCORER or scorers <= 3):
                told = f"{office.get_role_display()}（{office.place.label}）"
                self.stdout.write(f"  {office.user.username:<12}{told}")
        self.stdout.write(f"  zu＋组编号      其余各组的小组评分员，共{scorers}人")
        self._tell_card(at)

    def _tell_card(self, at: datetime) -> None:
        """A card to try the household's pages with; its secrets are told at no other time."""
        household = Household.objects.get(community__code=CODE, code=HOUSEHOLD)
        clerk = User.objects.get(username="jifenban", community__code=CODE)
        issued = cards.issue(household, clerk, at, reason="演示换卡")
        address = f"{settings.SITE_URL}{reverse('card_enter', args=[issued.token])}"
        self.stdout.write(f"\n演示户卡（{household}，请用手机大小的窗口打开）：")
        self.stdout.write(f"  {address}  密码 {issued.pin}")


def _moment(on: date | None) -> datetime:
    """When the demo stands still: now, or the evening of a past day `on`. Raises CommandError for a
    day to come, or one too early."""
    now = timezone.now()
    if on is None or on == timezone.localdate(now):
        return now
    if on > timezone.localdate(now):
        raise CommandError(
            f"{chinese_date(on)}还没有到，演示只能做到今天为止，请把 --on 改成今天以前的日期。"
        )
    if on < EARLIEST:
        raise CommandError(f"--on 最早是{chinese_date(EARLIEST)}，请改正。")
    return moment_of(on, EVENING)
