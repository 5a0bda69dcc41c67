from django.urls import include, path

from points.urls import converters  # noqa: F401  (registers the month)
from points.views import standard, standard_acts

DRAFT = [
    path("", standard.standard_draft, name="standard_draft"),
    path("copy/", standard_acts.standard_draft_copy, name="standard_draft_copy"),
    path("adopt/", standard_acts.standard_adopt, name="standard_adopt"),
]

urlpatterns = [
    path("standard/", standard.standard_in_force, name="standard"),
    path("standard/<month:month>/", standard.standard_version, name="standard_version"),
    path("standard/<month:month>/copy/", standard_acts.standard_copy, name="standard_copy"),
    path("standard/drafts/<month:month>/<int:place>/", include(DRAFT)),
]
