"""A long print: what its kind asks."""

from collections.abc import Sequence
from typing import Any, Final

from django import forms

from households.forms import TokenForm
from points.prints.kinds import Ask

RADIOS: Final = 3
"""Up to so many choices are shown one below the other."""


class PrintForm(TokenForm):
    """The questions `asks`, each with the answers that are on offer and no other."""

    def __init__(self, asks: Sequence[Ask], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = [ask.name for ask in asks]
        for ask in asks:
            self.fields[ask.name] = _field(ask)

    @property
    def answers(self) -> dict[str, Any]:
        """The answers by the names of the questions, once the form is valid."""
        return {name: self.cleaned_data[name] for name in self.asked}


def _field(ask: Ask) -> forms.Field:
    wrong = {"required": "请选择。", "invalid_choice": "这一项现在不能选，请重选。"}
    shared: dict[str, Any] = {
        "label": ask.label,
        "help_text": ask.told,
        "choices": ask.choices,
        "error_messages": wrong,
    }
    if ask.several:
        return forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, **shared)
    if len(ask.choices) <= RADIOS and all(isinstance(name, str) for _, name in ask.choices):
        initial = ask.initial or ask.choices[0][0]
        return forms.ChoiceField(widget=forms.RadioSelect, initial=initial, **shared)
    return forms.ChoiceField(initial=ask.initial or None, **shared)
