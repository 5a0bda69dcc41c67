"""Imports records: `manage.py import_records FILE --month 2026-11 --by NAME [--check]`."""

import argparse
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from households.management.commands.import_roster import the_community
from households.models import User
from households.tables import TableError
from points.periods import Month
from points.services.record_import import ImportRefused, import_records


class Command(BaseCommand):
    help = "导入一个月的事项记录（.xlsx 或 .csv）：要么全部导入，要么一条也不导入。"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="记录表")
        parser.add_argument("--month", required=True, help="记入的月份，如 2026-11")
        parser.add_argument("--community", help="社区编号；只有一个社区时可以不写")
        parser.add_argument("--check", action="store_true", help="只检查，不写入")
        parser.add_argument("--by", required=True, help="经办人的登录名")

    def handle(self, *args: Any, **options: Any) -> None:
        community = the_community(options["community"])
        by = User.objects.filter(username=options["by"], community=community).first()
        if by is None:
            raise CommandError(f"{community.name}没有登录名为“{options['by']}”的人员。")
        path, check = options["file"], options["check"]
        try:
            month = Month.parse(options["month"])
            content = path.read_bytes()
            done = import_records(
                content, path.name, community, month, by, timezone.now(), check=check
            )
        except OSError as error:
            raise CommandError(f"打不开文件“{path}”：{error.strerror}。") from error
        except ImportRefused as refused:
            lines = [f"有 {len(refused.errors)} 处要改正，没有导入：", *refused.messages]
            raise CommandError("\n".join(lines)) from refused
        except ValidationError as refused:
            raise CommandError("\n".join(refused.messages)) from refused
        except (TableError, ValueError) as error:
            raise CommandError(str(error)) from error
        told = "检查完毕，没有写入" if check else "导入完毕"
        self.stdout.write(self.style.SUCCESS(f"{told}：{done.summary}。"))
