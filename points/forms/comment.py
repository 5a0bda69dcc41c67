"""Forms of 征求意见: an opinion as it came to the office, the answer to it."""

from django import forms

from households.forms import TokenForm
from points.forms.fields import day_field, text_field
from points.models import StandardComment, StandardCommentAnswer
from points.services.standard_comments import Opinion


class CommentForm(TokenForm):
    text = text_field("意见内容", "照提出人的原话写。", "请写明意见的内容。")
    how = forms.ChoiceField(
        label="怎么提的",
        choices=StandardComment.How.choices,
        error_messages={
            "required": "请选择怎么提的。",
            "invalid_choice": "请重新选择怎么提的。",
        },
    )
    received_on = day_field("收到日期")
    said_by = forms.CharField(
        label="提出人",
        required=False,
        max_length=60,
        help_text="可以不填。只有积分办、审核人和监督委员会看得到，不公开。",
        error_messages={"max_length": "姓名最多60个字，请改短一些。"},
    )

    def opinion(self) -> Opinion:
        """What was said; only after `is_valid`."""
        typed = self.cleaned_data
        return Opinion(**{name: typed[name] for name in Opinion.__dataclass_fields__})


class AnswerForm(TokenForm):
    outcome = forms.ChoiceField(
        label="处理",
        choices=StandardCommentAnswer.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "请选择采纳、部分采纳或不采纳。",
            "invalid_choice": "请选择采纳、部分采纳或不采纳。",
        },
    )
    text = text_field(
        "答复",
        "采纳的写明改了哪一条，不采纳的写明为什么。",
        "请写明答复：采纳了什么，或为什么不采纳。",
    )
