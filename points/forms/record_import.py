"""The form that takes a month's records from a table."""

from typing import Any, cast

from django import forms

from households.forms import TokenForm
from points.forms.fields import MonthField
from points.periods import Month


class RecordImportForm(TokenForm):
    month = MonthField(
        label="记入月份",
        error_messages={
            "required": "请选择月份。",
            "invalid_choice": "这个月份不能再记（各组评分已结束或还没有开表），请改选月份。",
        },
    )
    file = forms.FileField(
        label="记录表",
        help_text="列名：户编号、评分项编号、日期、数量、分值、说明；后三列可以没有。"
        "以前月份漏记的事，加一列“补录”，填“是”。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": "请选择要导入的 .xlsx 或 .csv 表格。",
            "empty": "文件是空的，请重新选择。",
            "invalid": "没有收到文件，请重新选择。",
        },
    )

    def __init__(self, months: list[Month], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(MonthField, self.fields["month"]).offer(months)
