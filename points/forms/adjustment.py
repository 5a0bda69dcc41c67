"""Forms of corrections after posting: the proposal, and the second person's word."""

from django import forms

from households.forms import TokenForm
from points.forms.fields import WholeNumberField, yes_or_no
from points.forms.household import OfHouseholdForm
from points.forms.photos import PhotosField


class AdjustmentForm(OfHouseholdForm):
    points = WholeNumberField(
        label="加减分",
        help_text="减分带负号",
        error_messages={"required": "请填写要加或要减的分值，减分带负号。"},
    )
    year = WholeNumberField(
        label="荣誉年度",
        help_text="算哪一年的荣誉积分",
        error_messages={"required": "请填写荣誉年度，如 2026。"},
    )
    reason = forms.CharField(
        label="更正的原因",
        max_length=200,
        help_text="户主会看到。",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "请写明更正的原因，户主会看到。",
            "max_length": "原因最多200个字，请写短一些。",
        },
    )
    paper = forms.CharField(
        label="依据",
        max_length=100,
        help_text="哪份材料：会议记录、核实表的名称和日期",
        error_messages={
            "required": "请写明依据哪份材料，如会议记录、核实表的名称和日期。",
            "max_length": "依据最多100个字，请写短一些。",
        },
    )
    scans = PhotosField(label="依据的照片或扫描件", required=False)


class DecisionForm(TokenForm):
    approved = yes_or_no(
        "复核结果", (("yes", "同意，计入积分账"), ("no", "不同意")), "请选择同意或不同意。"
    )
    comment = forms.CharField(
        label="意见",
        required=False,
        max_length=200,
        help_text="不同意的必须写明理由。",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "意见最多200个字，请写短一些。"},
    )
