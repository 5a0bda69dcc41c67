"""How the thanks list of donors goes to paper."""

from django import forms


class DonorsForm(forms.Form):
    paper = forms.ChoiceField(label="纸张", choices=[("A3", "A3"), ("A4", "A4")], initial="A3")
    values = forms.BooleanField(label="写明金额", required=False)
