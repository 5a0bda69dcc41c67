"""All addresses. Everything asks for a sign-in but what says `login_not_required`."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from config import views
from supermarket.reports.shelf_words import shelf_words
from supermarket.services.reservations import held_points

SHELF = {"shelf": shelf_words}
"""What hangs together of the supermarket, for the papers of the points office that tell of it."""

urlpatterns = [
    path("", views.desk_page, name="desk"),
    path("", include("households.urls")),
    path("", include("points.urls.accounts")),
    path("", include("points.urls.records")),
    path("", include("points.urls.sheets")),
    path("", include("points.urls.activities")),
    path("", include("points.urls.forms")),
    path("", include("points.urls.notices")),
    path("", include("points.urls.objections")),
    path("", include("points.urls.patrol_phone")),
    path("", include("points.urls.standards")),
    path("", include("points.urls.what_if")),
    path("", include("points.urls.patrols")),
    path("", include("points.urls.prints")),
    path("", include("points.urls.archive")),
    path("", include("points.urls.honours")),
    path("", include("points.urls.year_end")),
    path("", include("points.urls.certificates")),
    path("", include("points.urls.fairness")),
    path("", include("points.urls.clearing"), {"held": held_points}),
    path("", include("points.urls.board")),
    path("", include("supermarket.urls.board")),
    path("card/", views.card_home, name="card_home"),
    path("", include("points.urls.card")),
    path("", include("supermarket.urls.card")),
    path("", include("points.urls.cards"), SHELF),
    path("", include("points.urls.letters"), SHELF),
    path("", include("households.card_urls")),
    path("", include("supermarket.urls.office_year")),
    path("market/", include("supermarket.urls.shelf")),
    path("", include("supermarket.urls.books")),
    path("", include("supermarket.urls.counter")),
    path("admin/", admin.site.urls),
    path("login/", auth.LoginView.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("password/", auth.PasswordChangeView.as_view(), name="password_change"),
    path("password/done/", auth.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("healthz", views.healthz, name="healthz"),
    path("robots.txt", views.robots, name="robots"),
]
