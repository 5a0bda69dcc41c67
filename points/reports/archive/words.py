"""How a value of a book is written out, and what its sections have in common."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from django.utils import timezone

from households.models import Appointment, User
from points.explain import written
from points.periods import chinese_date
from points.reports.archive.book import Column, Kind, Value
from points.services.amounts import signed

SYSTEM: Final = "系统"
HEADS_NOW: Final = "户主是打印时登记的户主。"
"""An account goes on under its code when the head changes; who was head then isn't kept."""
WHO: Final = (Column("户编号", 5, Kind.CODE), Column("户主", 6))


def moment(at: datetime) -> str:
    """“2026年11月20日 12:00”, in the office's time zone."""
    local = timezone.localtime(at)
    return f"{chinese_date(local.date())} {local:%H:%M}"


def on_paper(column: Column, value: Value) -> str:
    """A value as it is printed; points have their sign, nothing is an empty cell."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return chinese_date(value)
    if isinstance(value, int):
        return signed(value) if column.kind is Kind.POINTS else written(value)
    return value


def person(user: User | None) -> str:
    """Whoever did it; the program itself where nobody is kept."""
    return SYSTEM if user is None else user.name


def in_office(user: User, appointment: Appointment) -> str:
    """“王组长（赵庄第1组 小组评分员）”."""
    return f"{user.name}（{appointment}）"


def areas_of(names: Mapping[str, str]) -> list[Column]:
    """A column of points for each area; `names` by number."""
    return [Column(name.removesuffix("建设") or name, 3, Kind.NUMBER) for name in names.values()]
