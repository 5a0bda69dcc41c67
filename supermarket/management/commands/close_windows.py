"""Closes the windows whose days are over and gives back the points of vouchers that nobody used:
`manage.py close_windows`, every night."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from points.models import Entry
from supermarket.models import Window
from supermarket.services.lapsing import lapse_over
from supermarket.services.one_by_one import NotAllDone
from supermarket.services.windows import close_over

Made = TypeVar("Made", Window, Entry)


class Command(BaseCommand):
    help = (
        "兑换期结束：各社区过了最后一天的兑换期，没有领的预约退回；过期没有用的服务券，积分退回。"
        "重复运行不会重复办理。"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        failed: list[str] = []
        closed = _done(close_over, now, failed)
        entries = _done(lapse_over, now, failed)
        self._tell(closed, entries)
        if failed:
            names = "、".join(dict.fromkeys(failed))
            raise CommandError(f"{names}没有办完，原因见日志；其余社区不受影响。")

    def _tell(self, closed: Sequence[Window], entries: Sequence[Entry]) -> None:
        for window in closed:
            self.stdout.write(f"{window.community.name}{window}已结束。")
        if entries:
            points = sum(entry.points for entry in entries)
            self.stdout.write(f"{len(entries)}张兑换单的服务券过期未用，退回{points}分。")
        if not closed and not entries:
            self.stdout.write("没有到期的兑换期，也没有过期的服务券，未作改动。")


def _done(act: Callable[[datetime], list[Made]], at: datetime, failed: list[str]) -> Sequence[Made]:
    """What `act` did; the communities where it was not done are added to `failed`."""
    try:
        return act(at)
    except NotAllDone as rest:
        failed += rest.failed
        return rest.done
