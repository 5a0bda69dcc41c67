"""The forms of cards: the PIN at the door, and the reasons the office gives."""

import re
from typing import Any

from django import forms

from households.forms import TokenForm
from households.names import fold

PIN = re.compile(r"\d{6}", re.ASCII)


class PinField(forms.CharField):
    """Six digits; full-width ones and blanks between them will do."""

    default_error_messages = {
        "required": "请输入密码条上的6位数字。",
        "invalid": "密码是6位数字，请看着密码条重新输入。",
    }

    def clean(self, value: Any) -> str:
        """The digits; anything else is refused in Chinese."""
        typed = fold(super().clean(value))
        if not PIN.fullmatch(typed):
            raise forms.ValidationError(self.error_messages["invalid"])
        return typed


class PinForm(forms.Form):
    """The PIN of the card that was scanned. Without a form token: every sending is a new guess."""

    pin = PinField(
        label="密码",
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "pin-input"}
        ),
    )


class WithdrawForm(TokenForm):
    """`card` is the one that was on the screen."""

    card = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={"required": "页面已过期，请刷新后重填。"},
    )
    reason = forms.CharField(
        label="收回原因",
        max_length=100,
        help_text="如：卡丢了、户主要求停用。",
        error_messages={
            "required": "请写明收回的原因。",
            "max_length": "原因请写在100个字以内。",
        },
    )
