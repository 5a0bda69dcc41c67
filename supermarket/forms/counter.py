"""What a counter asks besides the basket: which household."""

from django import forms

from points.forms.fields import scan_field


class FindForm(forms.Form):
    """The field that tells it."""

    q = scan_field()
