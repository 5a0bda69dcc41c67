"""Addresses of objections, and of corrections after posting."""

from django.urls import path

from points.urls import converters  # noqa: F401  (registers “code”)
from points.views import adjustment, objection, objection_acts

urlpatterns = [
    path("objections/", objection.objection_list, name="objection_list"),
    path("objections/new/", objection.objection_new, name="objection_new"),
    path("objections/<code:ref>/", objection.objection, name="objection"),
    path("objections/<code:ref>/reply.pdf", objection.objection_reply, name="objection_reply"),
    path("objections/<code:ref>/accept/", objection_acts.objection_accept, name="objection_accept"),
    path("objections/<code:ref>/refuse/", objection_acts.objection_refuse, name="objection_refuse"),
    path("objections/<code:ref>/uphold/", objection_acts.objection_uphold, name="objection_uphold"),
    path("adjustments/", adjustment.adjustment_list, name="adjustment_list"),
    path("adjustments/new/", adjustment.adjustment_new, name="adjustment_new"),
    path("adjustments/<code:ref>/", adjustment.adjustment, name="adjustment"),
    path("adjustments/<code:ref>/<code:scan>/", adjustment.adjustment_scan, name="adjustment_scan"),
]
