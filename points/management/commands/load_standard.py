"""Loads a standard from a table, as a draft to be looked at and then adopted."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from households.models import Place
from households.roles import PlaceKind
from households.tables import TableError
from points.periods import Month
from points.services.standard_file import StandardFileRefused, read_standard, remarks_on
from points.services.standard_fit import obstacle
from points.services.standards import create_draft


class Command(BaseCommand):
    help = "把 .xlsx 或 .csv 表格里的积分标准导入为草案"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--community", required=True, help="社区编号")
        parser.add_argument("--title", required=True, help="标准名称")
        parser.add_argument("--from", dest="starts", required=True, help="起用月份，如 2026-01")

    def handle(self, *args: Any, **options: Any) -> None:
        community = Place.objects.filter(
            kind=PlaceKind.COMMUNITY, code=options["community"]
        ).first()
        if community is None:
            raise CommandError(f"没有编号为{options['community']}的社区，请核对。")
        path: Path = options["file"]
        try:
            starts = Month.parse(options["starts"])
            rows = read_standard(path.read_bytes(), path.name)
            draft = create_draft(community, options["title"], starts, rows)
        except StandardFileRefused as refused:
            raise CommandError("\n".join(str(error) for error in refused.errors)) from refused
        except OSError as error:
            raise CommandError(f"打不开文件{path}：请核对路径。") from error
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        except (TableError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"已导入草案“{draft}”：{len(rows)} 个评分项，{starts.label}起用。请核对后通过。"
        )
        for remark in remarks_on(rows):
            self.stdout.write(remark)
        wrong = obstacle(draft)
        if wrong:
            self.stdout.write(f"现在还不能通过：{wrong}")
