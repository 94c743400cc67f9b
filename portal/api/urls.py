"""Everything under /api/v1/: the kernel's own routes and those each app offers in `<app>/api.py` as `routes`."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.urls import URLPattern, URLResolver, path

from portal.api.own import LogOutView, MeView, SchemaView, TokenView


def offered_routes() -> list[URLPattern | URLResolver]:
    """`routes` of each installed app of ours that has a module `api`."""
    found: list[URLPattern | URLResolver] = []
    for config in apps.get_app_configs():
        if config.name in ("catalog", "requests_app", "analysis") and find_spec(f"{config.name}.api"):
            found += import_module(f"{config.name}.api").routes
    return found


app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("tokens/", TokenView.as_view(), name="tokens"),
    path("tokens/current/", LogOutView.as_view(), name="token-current"),
    path("me/", MeView.as_view(), name="me"),
    path("schema/", SchemaView.as_view(), name="schema"),
    *offered_routes(),
]
