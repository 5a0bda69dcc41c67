"""Addresses of certificates: the office's, and the household's behind its card."""

from django.urls import path

from points.urls import converters  # noqa: F401  (registers “code”)
from points.views import card_certificates, certificate

urlpatterns = [
    path("certificates/", certificate.certificate_list, name="certificate_list"),
    path("certificates/new/", certificate.certificate_new, name="certificate_new"),
    path("certificates/form.pdf", certificate.certificate_form_print, name="certificate_form"),
    path("certificates/bank/", certificate.bank_offer, name="bank_offer"),
    path("certificates/of/<code:ref>/", certificate.certificate, name="certificate"),
    path("certificates/of/<code:ref>/end/", certificate.certificate_end, name="certificate_end"),
    path(
        "certificates/of/<code:ref>/print.pdf",
        certificate.certificate_print,
        name="certificate_print",
    ),
    path("card/certificates/", card_certificates.card_certificates, name="card_certificates"),
    path(
        "card/certificates/<code:ref>/end/",
        card_certificates.card_certificate_end,
        name="card_certificate_end",
    ),
]
