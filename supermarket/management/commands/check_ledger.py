"""Adds everything up again: `manage.py check_ledger [--community CODE]`.

It reads and changes nothing; exit 1 with the first difference. Once a night is often enough.
"""

import argparse
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from households.management.commands.import_roster import the_community
from households.models import Place
from households.roles import PlaceKind
from points.reports.ledger_check import ledger_differences
from supermarket.reports.stock_check import market_differences


class Command(BaseCommand):
    help = "核对账目：余额、入账、公示链、库存和兑换单逐笔重算，有一处对不上就说出来。只看不改。"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--community", help="社区编号；不写则各社区都核对")

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["community"]
        every = Place.objects.filter(kind=PlaceKind.COMMUNITY).order_by("code")
        for community in every if code is None else [the_community(code)]:
            found = chain(ledger_differences(community), market_differences(community))
            first = next(found, None)
            if first is not None:
                raise CommandError(f"{community.name}：{first}")
            self.stdout.write(f"{community.name}：账目、公示链、库存和兑换单都对得上。")
