"""Forms of 一票否决: writing one down, telling it, the household's objection and the reply, ending
it."""

from django import forms

from households.forms import TokenForm
from points.forms.fields import day_field, radio_field, said, yes_or_no
from points.forms.household import OfHouseholdForm
from points.models import Record, Serving
from points.models.veto import HOW_OBJECTED
from points.services.vetoes import Ground


def _lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class VetoForm(OfHouseholdForm):
    matter = said(
        "事由",
        200,
        "请写明因为什么事否决，本户会看到。",
        help_text="本户和有关工作人员看得到，不公布。",
        widget=_lines(),
    )
    document = said("依据的文件", 100, "请填写文件名称，如处罚决定书、会议纪要。")
    document_number = said("文号", 60, "请填写文号。", required=False)
    document_on = day_field("文件日期")
    starts_on = day_field("起算日期", help_text="一般是事情发生的日期")
    ends_on = day_field("截止日期", help_text="最后一天。12月31日仍有效的，当年不参评。")

    def ground(self, record: Record | None) -> Ground:
        """What a valid form rests on."""
        names = [name for name in Ground.__dataclass_fields__ if name != "record"]
        return Ground(**{name: self.cleaned_data[name] for name in names}, record=record)


class TellVetoForm(TokenForm):
    told_on = day_field("告知日期")
    told_how = radio_field("告知方式", Serving.How.choices, "请选择告知方式。")
    told_by = said("告知人", 60, "请填写告知人的姓名。")


class ObjectToVetoForm(TokenForm):
    received_on = day_field("收到日期")
    how = radio_field("提出方式", HOW_OBJECTED, "请选择提出方式。")
    text = said("异议内容", 400, "请写明对什么、为什么有异议。", widget=_lines(4))


class ReplyToVetoForm(TokenForm):
    upheld = yes_or_no(
        "结论",
        (("no", "异议不成立，否决不变"), ("yes", "异议成立，解除否决")),
        "请选择异议成立或不成立。",
    )
    text = said("答复", 400, "请写明答复，本户会看到。", widget=_lines(4))


class LiftVetoForm(TokenForm):
    why = said("解除的理由和依据", 400, "请写明解除的理由和依据。", widget=_lines())


class VoidVetoForm(TokenForm):
    reason = said("作废的原因", 100, "请写明作废的原因。", widget=_lines(2))
