"""Forms of the windows: opening one, other days for it."""

from collections.abc import Sequence
from typing import Any

from django import forms

from households.forms import TokenForm
from points.forms.fields import day_field
from points.periods import Quarter


class DaysForm(TokenForm):
    opens_on = day_field("兑换开始")
    closes_on = day_field("兑换结束", help_text="最后一天，当天还可以兑换。")
    reserve_from = day_field(
        "预约开始", required=False, help_text="空着表示不开预约；预约到兑换开始的前一天为止。"
    )


class OpenForm(DaysForm):
    quarter = forms.TypedChoiceField(
        label="哪个季度的积分",
        coerce=lambda typed: Quarter(*map(int, typed.split("-"))),
        error_messages={
            "required": "请选择季度。",
            "invalid_choice": "这个季度不能再开兑换期，请重新选择。",
        },
    )

    field_order = ("form_token", "quarter", "opens_on", "closes_on", "reserve_from")

    def __init__(self, quarters: Sequence[Quarter], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quarter"].choices = [  # type: ignore[attr-defined]
            (f"{each.year}-{each.quarter}", each.label) for each in quarters
        ]
