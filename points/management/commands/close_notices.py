"""Closes the notices whose period is over: `manage.py close_notices [--on YYYY-MM-DD]`."""

import argparse
import logging
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from households.models import Place
from households.refusals import Refused
from households.roles import PlaceKind
from points.models import Notice, Posting
from points.services.posting import Closing, close_notices

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "公示期满入账：各社区期满的公示，积分计入各户账户，兑换公示只办结。重复运行不会重复入账。"
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--on", type=a_day, metavar="YYYY-MM-DD", help="按哪一天算，默认今天")

    def handle(self, *args: Any, **options: Any) -> None:
        done: list[Closing] = []
        failed: list[str] = []
        for community in Place.objects.filter(kind=PlaceKind.COMMUNITY).order_by("code"):
            try:
                done.append(close_notices(community, timezone.now(), on=options["on"]))
            except Refused as refused:
                raise CommandError("".join(refused.messages)) from refused
            except DatabaseError:
                # One community's fault holds up nobody else's points.
                logger.exception("close_notices failed for %s", community.code)
                failed.append(community.name)
        self._tell(done)
        if failed:
            raise CommandError(f"{'、'.join(failed)}没有办完，原因见日志；其余社区不受影响。")

    def _tell(self, done: list[Closing]) -> None:
        for notice in (notice for each in done for notice in each.closed):
            self._tell_one(notice, "")
        for notice in (notice for each in done for notice in each.partly):
            self._tell_one(notice, "其余等异议答复、审定或张贴满期之后再入账。")
        if not any(each.closed or each.partly for each in done):
            self.stdout.write("没有期满待入账的公示，未作改动。")

    def _tell_one(self, notice: Notice, rest: str) -> None:
        households = Posting.objects.filter(notice=notice).count()
        posted = f"，{households} 户积分已入账" if households else ""
        self.stdout.write(
            f"{notice.community.name}第{notice.number}期（{notice.period.label}）"
            f"公示已期满{posted}。{rest}"
        )


def a_day(typed: str) -> date:
    """The day typed as 2026-12-10."""
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"“{typed}”不是日期，请按 2026-12-10 的样子填写"
        ) from error
