"""What a counter asks besides the basket: which household."""

from django import forms


class FindForm(forms.Form):
    """The field a scanner types into; also what a storekeeper types by hand."""

    q = forms.CharField(
        label="扫卡，或输户编号、姓名、拼音首字母",
        max_length=200,
        required=False,
        error_messages={"max_length": "输入的太长了，请重新扫卡，或输户编号、姓名。"},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "off",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )
