"""Imports a roster of households: `manage.py import_roster FILE [--community CODE] [--check]`."""

import argparse
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from households.formats import roster_dataset
from households.models import Appointment, Place, User
from households.resources import RosterResource, RosterResult
from households.roles import PlaceKind, Role
from households.tables import TableError

MOST_TOLD = 100


class Command(BaseCommand):
    help = "导入农户名册（.xlsx 或 .csv）：要么全部导入，要么一户也不导入。"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="名册文件")
        parser.add_argument("--community", help="社区编号；只有一个社区时可以不写")
        parser.add_argument("--check", action="store_true", help="只检查，不写入")
        parser.add_argument("--by", help="经办人的登录名；社区只有一位管理员时可以不写")
        parser.add_argument(
            "--make-places",
            action="store_true",
            help="新建名册里有、系统里还没有的自然村和村民小组",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        community = the_community(options["community"])
        by = the_person(community, options["by"])
        try:
            dataset = roster_dataset(options["file"].read_bytes(), options["file"].name)
            result = RosterResource(
                community, by, timezone.now(), make_places=options["make_places"]
            ).import_data(dataset, dry_run=options["check"])
        except OSError as error:
            raise CommandError(f"打不开文件“{options['file']}”：{error.strerror}。") from error
        except TableError as error:
            raise CommandError(str(error)) from error
        except ValidationError as refused:
            raise CommandError("\n".join(refused.messages)) from refused
        self.tell(result, checking=options["check"])

    def tell(self, result: RosterResult, *, checking: bool) -> None:
        """Prints what was done; raises CommandError with every mistake when nothing was."""
        if result.report is None:
            lines = [str(problem) for problem in result.problems[:MOST_TOLD]]
            if len(result.problems) > MOST_TOLD:
                lines.append(f"……另有 {len(result.problems) - MOST_TOLD} 处。")
            raise CommandError(
                "\n".join([f"名册有 {len(result.problems)} 处要改正，没有导入：", *lines])
            )
        for section in result.report.sections():
            self.stdout.write(section.title)
            for line in section.lines:
                self.stdout.write(f"  {line}")
        done = "检查完毕，没有写入" if checking else "导入完毕"
        self.stdout.write(self.style.SUCCESS(f"{done}：{result.report.summary}。"))


def the_community(code: str | None) -> Place:
    """The community of that code; without a code the only one there is. Raises CommandError."""
    communities = Place.objects.filter(kind=PlaceKind.COMMUNITY).order_by("code")
    if code is not None:
        communities = communities.filter(code=code)
    found = list(communities[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise CommandError("有好几个社区，请用 --community 写明社区编号。")
    raise CommandError(f"没有编号为“{code}”的社区。" if code else "还没有社区，请先登记社区。")


def the_person(community: Place, username: str | None, role: Role = Role.ADMINISTRATOR) -> User:
    """Whose act an import is: the person named, or the only one who holds `role` in the community.

    What is written keeps who wrote it, so there has to be somebody. Raises CommandError.
    """
    if username is not None:
        named = User.objects.filter(username=username, community=community).first()
        if named is None:
            raise CommandError(f"{community.name}没有登录名为“{username}”的人员。")
        return named
    offices = Appointment.objects.open_on(timezone.localdate()).filter(place=community, role=role)
    people = {office.user for office in offices.select_related("user")}
    if len(people) != 1:
        raise CommandError(
            f"{community.name}现有 {len(people)} 位{role.label}，请用 --by 写明经办人的登录名。"
        )
    return people.pop()
