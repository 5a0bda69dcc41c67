"""The code of a voucher, typed from the paper where it can't be scanned."""

from django import forms

from supermarket.services.vouchers import code_in


class CodeForm(forms.Form):
    code = forms.CharField(
        label="券号",
        help_text="券上的16位字母和数字，大小写、横线都不要紧。",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={
            "required": "请填写券号。",
            "max_length": "券号太长了，请对照服务券重新填写。",
        },
    )

    def clean_code(self) -> str:
        """The code as it is stored; words without a letter or digit are refused in Chinese."""
        code = code_in(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError("这不是券号，请对照服务券重新填写。")
        return code
