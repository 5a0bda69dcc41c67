"""The day for which a page is asked."""

from django import forms

from points.forms.fields import day_field


class DayForm(forms.Form):
    on = day_field("哪一天的库存", required=False)
