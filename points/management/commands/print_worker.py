"""Sets the long prints that people ask for: `manage.py print_worker [--once]`."""

import signal
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from points.prints.one_worker import AlreadyRuns, sole_worker
from points.prints.worker import Worker


class Command(BaseCommand):
    help = (
        "批量打印：一直运行，逐份排好大家提交的打印。同一时间只能运行一个；随时可以停，"
        "再启动时接着排。过期的文件由它清除。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="排完等着的就结束")

    def handle(self, *args: Any, **options: Any) -> None:
        before = signal.signal(signal.SIGTERM, _leave)
        try:
            with sole_worker():
                Worker().run(once=options["once"])
        except AlreadyRuns as error:
            raise CommandError("打印程序已经在运行，不用再启动。") from error
        except KeyboardInterrupt:
            self.stdout.write("打印程序已停止，没有排完的下次接着排。")
        finally:
            signal.signal(signal.SIGTERM, before)


def _leave(signum: int, frame: FrameType | None) -> None:
    """The piece under way is made anew by the next worker; nothing of it is kept."""
    raise KeyboardInterrupt
