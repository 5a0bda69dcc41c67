"""What every form that changes something shares: a token for the retry, refusals at their field."""

from uuid import uuid4

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from households.refusals import Refused


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

    def refuse(self, refused: Refused) -> None:
        """Shows what a service refused: at the field it names, or on top."""
        named = refused.message_dict if hasattr(refused, "error_dict") else {
            NON_FIELD_ERRORS: refused.messages
        }
        for field, messages in named.items():
            for message in messages:
                self.add_error(field if field in self.fields else None, message)
