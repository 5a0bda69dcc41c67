from django.urls import re_path

from points.views import account

urlpatterns = [
    # What a household code may hold (households.services.particulars), and nothing else.
    re_path(r"^households/(?P<code>[\w-]{1,20})/$", account.household_page, name="household_page"),
]
