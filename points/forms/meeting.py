"""The numbers of an assembly and its minutes, as any form asks for them."""

from django import forms

from households.forms import TokenForm
from points.forms.fields import WholeNumberField, day_field
from points.forms.photos import PhotosField
from points.services.meetings import Assembly

MOST_PEOPLE = 9999


def _people(label: str) -> WholeNumberField:
    return WholeNumberField(
        label=label,
        error_messages={"required": f"请填写{label}，没有的填0。"},
    )


class MeetingForm(TokenForm):
    held_on = day_field("会议日期")
    total = _people("代表总数")
    present = _people("到会人数")
    in_favour = _people("同意票数")
    against = _people("反对票数")
    abstained = _people("弃权票数")
    minutes = forms.CharField(
        label="会议纪要",
        required=False,
        max_length=400,
        help_text="会议名称、文号或要点，最多400字。",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "会议纪要最多400字，请写短一些。"},
    )
    scans = PhotosField(
        label="纪要扫描件",
        required=False,
        help_text="会议纪要、签到表的照片或扫描件。最多6张，JPG、PNG 或 WebP，每张不超过 10 MB。",
    )

    def clean_total(self) -> int | None:
        """The members in all; the other numbers are held by it."""
        total: int | None = self.cleaned_data["total"]
        if total is not None and total > MOST_PEOPLE:
            raise forms.ValidationError(f"代表总数最多填{MOST_PEOPLE}，请核对。")
        return total

    def assembly(self) -> Assembly:
        """The meeting of a valid form."""
        typed = self.cleaned_data
        return Assembly(**{name: typed[name] for name in Assembly.__dataclass_fields__})
