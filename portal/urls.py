"""Every address. Danish pages have no prefix, English ones /en/; programs' addresses have none in either language."""

from importlib.util import find_spec

from django.apps import apps
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from portal import health
from portal.administration import secured

APPS_WITH_PAGES = ("catalog", "requests_app", "analysis")


def pages_of(app: str) -> list[URLResolver]:
    """The app's own addresses, when it is installed and has pages."""
    has_pages = apps.is_installed(app) and find_spec(f"{app}.urls") is not None
    return [path("", include(f"{app}.urls"))] if has_pages else []


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/", include("portal.api.urls")),
]
urlpatterns += i18n_patterns(
    path("account/", include("allauth.urls")),
    *pages_of("portal.audit"),  # before Django's own administration, below whose address it lies
    path("admin/", secured(admin.site).urls),
    *pages_of("portal.accounts"),
    *pages_of("portal.notices"),
    *pages_of("portal.ui"),
    *(address for app in APPS_WITH_PAGES for address in pages_of(app)),
    prefix_default_language=False,
)

handler400 = "portal.api.errors.bad_request"
handler404 = "portal.api.errors.not_found"
handler500 = "portal.api.errors.failed"
