"""Addresses of the inbox."""

from django.urls import path

from portal.notices import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.inbox, name="inbox"),
    path("notices/read/", views.read_all, name="read-all"),
    path("notices/<uuid:uuid>/open/", views.open_notice, name="open"),
]
