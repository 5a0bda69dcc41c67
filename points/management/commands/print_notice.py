"""The wall sheet as a file: `manage.py print_notice NUMBER --community CODE --out FILE.pdf`."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from points.models import Notice, Policy
from points.printing.fonts import MissingGlyph
from points.reports.notice_kinds import Village, villages_of
from points.reports.wall_sheet import Print, wall_sheets
from points.services.policies import policy_of

LOCAL = "http://localhost:8000"
"""Where `make run` serves; for the QR code while SITE_URL is not set."""


class Command(BaseCommand):
    help = "打印公示单：一个村或各村的公示单，存成 PDF 文件。"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("number", type=int, help="期号")
        parser.add_argument("--community", required=True, help="社区编号")
        parser.add_argument("--village", help="自然村名称；不写则各村都打印")
        parser.add_argument("--group", help="村民小组名称，只打印这一组；须同时写 --village")
        parser.add_argument("--large", action="store_true", help="大字：A3 用18点，A4 用14点")
        parser.add_argument("--paper", choices=Policy.Paper.values, help="纸张；不写则按社区设置")
        parser.add_argument("--out", type=Path, required=True, help="存成的 PDF 文件")

    def handle(self, *args: Any, **options: Any) -> None:
        notice = _notice(options["community"], options["number"])
        policy = policy_of(notice.community)
        villages = _villages(villages_of(notice, policy.sort_by), options["village"])
        if options["group"] is not None:
            villages = [_group(villages, options["village"], options["group"])]
        paper = options["paper"] or policy.paper
        size = Print.LARGE if options["large"] else Print.NORMAL
        site = settings.SITE_URL or LOCAL
        out: Path = options["out"]
        try:
            out.write_bytes(wall_sheets(notice, villages, policy, paper, site, size))
        except MissingGlyph as missing:
            raise CommandError("".join(missing.messages)) from missing
        except OSError as error:
            raise CommandError(f"写不了文件“{out}”：{error.strerror}。") from error
        self.stdout.write(
            f"第{notice.number}期 {'、'.join(village.name for village in villages)}"
            f" 的公示单（{paper}）已存到 {out}。"
        )
        if not settings.SITE_URL:
            self.stdout.write(f"还没有设置 SITE_URL，二维码指向 {LOCAL}，村民扫码打不开。")


def _notice(code: str, number: int) -> Notice:
    notice = (
        Notice.objects.filter(community__code=code, number=number)
        .select_related("community")
        .first()
    )
    if notice is None:
        raise CommandError(f"编号为“{code}”的社区没有第{number}期公示。")
    return notice


def _villages(villages: Sequence[Village], name: str | None) -> Sequence[Village]:
    if name is None:
        return villages
    named = [village for village in villages if village.name == name]
    if not named:
        known = "、".join(village.name for village in villages)
        raise CommandError(f"这期公示里没有“{name}”，只有{known}。")
    return named


def _group(villages: Sequence[Village], village: str | None, name: str) -> Village:
    if village is None:
        raise CommandError("按组打印请同时写 --village：各村的组会同名。")
    groups = [(each, group) for each in villages for group in each.groups]
    found = [each.of_group(group.code) for each, group in groups if group.name == name]
    if not found or found[0] is None:
        known = "、".join(group.name for _, group in groups)
        raise CommandError(f"{village}没有“{name}”，只有{known}。")
    return found[0]
