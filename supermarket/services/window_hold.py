"""The lock of a window: many act under it at once; closing it waits for all of them, they for it.

It comes before every other lock.
"""

from datetime import date

from django.db.models import DateField

from households.compiled import Compiled, param
from supermarket.models import Window

_OPEN = Compiled(
    lambda _: (
        Window.objects.select_for_update()
        .open_on(param("day", DateField()))
        .filter(community=param("community"))
    ),
    share=True,
)
_ONE = Compiled(
    lambda _: Window.objects.select_for_update().filter(
        pk=param("window"), community=param("community")
    ),
    share=True,
)


def open_on(community: int, day: date) -> Window | None:
    """The window of `community` (primary key) that is open on `day`, held until the transaction
    ends. One query."""
    found = _OPEN.objects(community=community, day=day)
    return found[0] if found else None


def hold(window: Window, community: int) -> Window | None:
    """`window` as it is now, held until the transaction ends; None for another community's."""
    found = _ONE.objects(window=window.pk, community=community)
    return found[0] if found else None
