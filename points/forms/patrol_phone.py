"""One finding as a walker's phone sends it, perhaps days after it was written down."""

from datetime import UTC, datetime
from typing import Any, Final

from django import forms
from django.utils import timezone

from households.forms import TokenForm
from households.models import Household
from points.forms.fields import WholeNumberField, day_field
from points.forms.photos import PhotosField
from points.models import PatrolRound
from points.services.patrol_book import MOST_WORDS, Noted, households_of

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""A phone that lost its hour begins in 1970; a wrong clock is no reason to refuse."""


class PhoneFindingForm(TokenForm):
    """Sent by a script alone: nothing of it is shown. Its errors are for the walker to read."""

    household = forms.CharField(
        error_messages={"required": "没有写是哪一户，请删除这一条，重新记。"}
    )
    indicator = WholeNumberField(error_messages={"required": "没有写是哪一项，请重新记。"})
    taken = WholeNumberField(error_messages={"required": "没有写扣几分，请重新记。"})
    note = forms.CharField(
        required=False,
        max_length=MOST_WORDS,
        error_messages={"max_length": f"问题最多写{MOST_WORDS}个字，请写短一些。"},
    )
    told_on_the_spot = forms.BooleanField(required=False)
    fix_by = day_field("整改期限", required=False)
    noted_at = forms.DateTimeField(
        error_messages={
            "required": "没有写是什么时候记的，请重新记。",
            "invalid": "手机的时间读不出来，请重新记。",
        }
    )
    photos = PhotosField(label="照片", required=False)

    def __init__(self, patrol: PatrolRound, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.patrol = patrol

    def clean_household(self) -> Household:
        """The household of that code, among those the round may find something at."""
        code = self.cleaned_data["household"]
        found = households_of(self.patrol).filter(code=code).first()
        if found is None:
            group = self.patrol.group.label
            raise forms.ValidationError(f"{group}现在没有编号{code}的农户，请核对后重新记。")
        return found

    def clean_noted_at(self) -> datetime:
        """The phone's hour, as far as it can be right: not after its arrival."""
        noted: datetime = self.cleaned_data["noted_at"]
        return min(max(noted, EARLIEST), timezone.now())

    def noted(self) -> Noted:
        """What the form holds, once it is valid."""
        told = self.cleaned_data
        return Noted(
            household=told["household"],
            indicator=told["indicator"],
            taken=told["taken"],
            note=told["note"],
            told=told["told_on_the_spot"],
            fix_by=told["fix_by"],
            photos=told["photos"],
            noted_at=told["noted_at"],
        )

    def said(self) -> str:
        """All that is wrong, in one line."""
        return "".join(str(message) for messages in self.errors.values() for message in messages)
