from django.urls import include, path

from points.urls import converters  # noqa: F401  (registers the month)
from points.views import (
    standard,
    standard_acts,
    standard_comments,
    standard_compare,
    standard_import,
    standard_papers,
)

DRAFT = [
    path("", standard.standard_draft, name="standard_draft"),
    path("copy/", standard_acts.standard_draft_copy, name="standard_draft_copy"),
    path("ask/", standard_comments.standard_ask, name="standard_ask"),
    path("adopt/", standard_acts.standard_adopt, name="standard_adopt"),
    path("table/", standard_papers.standard_table_of, name="standard_draft_table"),
    path("print/", standard_papers.standard_print, name="standard_draft_print"),
]
COMMENTS = [
    path("", standard_comments.comment_list, name="comment_list"),
    path("new/", standard_comments.comment_new, name="comment_new"),
    path("<code:ref>/", standard_comments.comment_answer, name="comment_answer"),
]

urlpatterns = [
    path("standard/", standard.standard_in_force, name="standard"),
    path("standard/import/", standard_import.standard_import, name="standard_import"),
    path("standard/compare/", standard_compare.standard_compare, name="standard_compare"),
    path(
        "standard/compare/print/",
        standard_compare.standard_compare_print,
        name="standard_compare_print",
    ),
    path("standard/comments/<int:number>/", include(COMMENTS)),
    path("standard/<month:month>/", standard.standard_version, name="standard_version"),
    path("standard/<month:month>/copy/", standard_acts.standard_copy, name="standard_copy"),
    path("standard/<month:month>/table/", standard_papers.standard_table_of, name="standard_table"),
    path("standard/<month:month>/print/", standard_papers.standard_print, name="standard_print"),
    path("standard/drafts/<month:month>/<int:place>/", include(DRAFT)),
]
