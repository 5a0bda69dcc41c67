"""The first step of an installation: a community and its administrator."""

import getpass
from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from households.roles import Role
from households.services import accounts, appointments, places


class Command(BaseCommand):
    help = "建立一个社区和它的管理员账号"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", help="社区编号")
        parser.add_argument("name", help="社区名称")
        parser.add_argument("--admin", required=True, help="管理员的登录名")
        parser.add_argument("--admin-name", default="管理员", help="管理员的姓名")

    def handle(self, *args: Any, **options: Any) -> None:
        password = getpass.getpass("给管理员设一个密码：")
        if getpass.getpass("再输入一次：") != password:
            raise CommandError("两次输入的密码不一样，请重来。")
        try:
            with transaction.atomic():
                community = places.create_community(options["code"], options["name"])
                user = accounts.create_user(
                    options["admin"], options["admin_name"], community, password
                )
                today = timezone.localdate()
                appointments.appoint(user, Role.ADMINISTRATOR, community, today, basis="建立社区")
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(f"已建立{community}，管理员登录名：{user.username}。")
