"""Why the office says no: always a sentence for the person, never a code."""

from django.core.exceptions import ValidationError


class Refused(ValidationError):
    """An act the rules forbid; its messages say what is wrong and what to do, in Chinese."""


class AlreadyHandled(Refused):
    """The thing has moved on since it was looked at; nothing was changed."""

    def __init__(
        self, message: str = "已被他人处理，本次未作改动。请刷新页面查看最新情况。"
    ) -> None:
        super().__init__(message)
