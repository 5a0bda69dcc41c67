"""The letter to every household: its words."""

from django import forms

from households.forms import TokenForm
from points.models import Letter


class LetterForm(TokenForm):
    """`seen`: the number of the version that is on the screen."""

    seen = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": "页面已过期，请刷新后重填。"}
    )
    title = forms.CharField(
        label="标题", max_length=40, error_messages={"required": "请填写标题。"}
    )
    text = forms.CharField(
        label="正文",
        help_text="一行一段；第一行是称呼。“一、”这样开头的短行印成小标题。花括号里的内容打印时自动填好，见下表。",
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 24}),
        error_messages={
            "required": "请填写正文。",
            "max_length": "正文最多1500字，现有%(show_value)s字，请删短，一页才放得下。",
        },
    )

    @classmethod
    def of(cls, letter: Letter) -> "LetterForm":
        shown = {"seen": letter.number, "title": letter.title, "text": letter.text}
        return cls(initial=shown)
