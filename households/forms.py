"""What every form that changes something shares: a token for the retry, refusals at their field."""

from uuid import uuid4

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


def show_refusal(form: forms.BaseForm, refused: ValidationError) -> None:
    """Puts what a service refused at the field it names, or on top of the form."""
    by_field = hasattr(refused, "error_dict")
    named = refused.message_dict if by_field else {NON_FIELD_ERRORS: refused.messages}
    for field, messages in named.items():
        for message in messages:
            form.add_error(field if field in form.fields else None, message)


class TokenForm(forms.Form):
    """Carries the token that `households.services.submissions.once` answers a second sending by."""

    form_token = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid4,
        error_messages={
            "required": "页面已过期，请刷新后重填。",
            "invalid": "页面已过期，请刷新后重填。",
        },
    )

    def refuse(self, refused: ValidationError) -> None:
        """Shows what a service refused: at the field it names, or on top."""
        show_refusal(self, refused)
