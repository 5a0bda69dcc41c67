"""What is asked about a settlement: when the merchant was paid, and by which paper."""

from django import forms

from households.forms import TokenForm
from points.forms.fields import day_field
from supermarket.services.settlements import PAPER_LENGTH


class PaidForm(TokenForm):
    paid_on = day_field("付款日期")
    paper = forms.CharField(
        label="付款凭据",
        max_length=PAPER_LENGTH,
        help_text="收据或转账单的号码，例如“转账2027-001”。",
        error_messages={
            "required": "请写明付款凭据，如收据或转账单的号码。",
            "max_length": f"付款凭据最多{PAPER_LENGTH}个字，请缩短。",
        },
    )
