"""Closes the windows whose days are over: `manage.py close_windows`, every night."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from supermarket.services.windows import close_over


class Command(BaseCommand):
    help = "兑换期结束：各社区过了最后一天的兑换期，没有领的预约退回。重复运行不会重复办理。"

    def handle(self, *args: Any, **options: Any) -> None:
        closed = close_over(timezone.now())
        for window in closed:
            self.stdout.write(f"{window.community.name}{window}已结束。")
        if not closed:
            self.stdout.write("没有到期的兑换期，未作改动。")
