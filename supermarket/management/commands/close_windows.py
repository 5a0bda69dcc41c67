"""Closes the windows whose days are over and gives back the points of vouchers that nobody used:
`manage.py close_windows`, every night."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from supermarket.services.lapsing import lapse_over
from supermarket.services.windows import close_over


class Command(BaseCommand):
    help = (
        "兑换期结束：各社区过了最后一天的兑换期，没有领的预约退回；过期没有用的服务券，积分退回。"
        "重复运行不会重复办理。"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        closed, entries = close_over(now), lapse_over(now)
        for window in closed:
            self.stdout.write(f"{window.community.name}{window}已结束。")
        if entries:
            points = sum(entry.points for entry in entries)
            self.stdout.write(f"{len(entries)}张兑换单的服务券过期未用，退回{points}分。")
        if not closed and not entries:
            self.stdout.write("没有到期的兑换期，也没有过期的服务券，未作改动。")
