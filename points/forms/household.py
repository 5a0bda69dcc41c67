"""A form about one household, which is looked up by code, name or initials."""

from typing import Any

from django import forms
from django.urls import reverse

from households.forms import TokenForm
from households.models import Household, User
from points.forms.record import looked_up, one_household


class OfHouseholdForm(TokenForm):
    household = forms.CharField(
        label="农户",
        help_text="编号、姓名或拼音首字母",
        error_messages={"required": "请填写农户。"},
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["household"].widget.attrs |= looked_up(reverse("household_search"))

    def clean_household(self) -> Household:
        """The household that the typed words mean."""
        return one_household(self.user, self.cleaned_data["household"])
