"""Imports the catalogue: `manage.py import_products FILE [--community CODE] [--check]`."""

import argparse
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from households.management.commands.import_roster import the_community, the_person
from households.roles import Role
from households.tables import TableError
from points.management.commands.close_notices import a_day
from points.services.record_import import ImportRefused
from supermarket.services.catalogue_file import import_products


class Command(BaseCommand):
    help = "导入爱心超市商品目录（.xlsx 或 .csv）：要么全部导入，要么一种也不导入。"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="商品目录")
        parser.add_argument("--community", help="社区编号；只有一个社区时可以不写")
        parser.add_argument("--check", action="store_true", help="只检查，不写入")
        parser.add_argument("--by", help="经办人的登录名；社区只有一位积分办人员时可以不写")
        parser.add_argument(
            "--from",
            dest="from_on",
            type=a_day,
            metavar="YYYY-MM-DD",
            help="新价格哪天起用，默认今天",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        community = the_community(options["community"])
        by = the_person(community, options["by"], Role.CLERK)
        path, check = options["file"], options["check"]
        try:
            done = import_products(
                path.read_bytes(),
                path.name,
                community,
                by,
                timezone.now(),
                from_on=options["from_on"],
                check=check,
            )
        except OSError as error:
            raise CommandError(f"打不开文件“{path}”：{error.strerror}。") from error
        except ImportRefused as refused:
            lines = [f"商品目录有 {len(refused.errors)} 处要改正，没有导入：", *refused.messages]
            raise CommandError("\n".join(lines)) from refused
        except ValidationError as refused:
            raise CommandError("\n".join(refused.messages)) from refused
        except TableError as error:
            raise CommandError(str(error)) from error
        for section in done.sections():
            self.stdout.write(section.title)
            for line in section.lines:
                self.stdout.write(f"  {line}")
        told = "检查完毕，没有写入" if check else "导入完毕"
        self.stdout.write(self.style.SUCCESS(f"{told}：{done.summary}。"))
