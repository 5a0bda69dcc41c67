"""What a household types to answer a call."""

from households.forms import TokenForm
from points.forms.activity import name_field


class CardSignUpForm(TokenForm):
    person = name_field("谁来参加", required=False, help_text="不填就是户主。一次报一个人。")
