from django.urls import path

from points.views import account

urlpatterns = [
    path("households/<str:code>/", account.household_page, name="household_page"),
]
