"""Addresses of the catalogue. Public things have speaking ones, without identifiers of rows."""

from django.urls import URLPattern

app_name = "catalog"
urlpatterns: list[URLPattern] = []
