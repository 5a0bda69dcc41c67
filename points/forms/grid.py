"""What a grid sends besides its cells, and the cells as typed."""

from django import forms
from django.http import QueryDict

from points.forms.fields import day_field
from points.services.grid import Key

PREFIX = "cell:"
EXPIRED = "页面已过期，请刷新后重填。"


class GridForm(forms.Form):
    """The day of new records, and the version of the sheet that the page was made from."""

    occurred_on = day_field("日期（新填的格子用这个日期，改数的保留原来的）")
    version = forms.IntegerField(
        min_value=1,
        widget=forms.HiddenInput,
        error_messages={"required": EXPIRED, "invalid": EXPIRED, "min_value": EXPIRED},
    )


def typed_cells(sent: QueryDict) -> dict[Key, str]:
    """The text of every cell sent, by household code and item code; the latter holds no colon."""
    typed: dict[Key, str] = {}
    for name in sent:
        if name.startswith(PREFIX):
            household, _, item = name.removeprefix(PREFIX).rpartition(":")
            typed[household, item] = str(sent[name])
    return typed
