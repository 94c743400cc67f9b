"""Addresses of the pages that belong to no room: front page, guide, statements, choices of looks."""

from django.urls import path

from portal.ui import gallery, views

urlpatterns = [
    path("", views.home, name="home"),
    path("guide/", views.page, {"name": "guide"}, name="guide"),
    path("guide/protection/", views.page, {"name": "protection"}, name="protection"),
    path("guide/opt-out/", views.page, {"name": "opt_out"}, name="opt-out"),
    path("guide/holders/", views.page, {"name": "holders"}, name="holders"),
    path("guide/complaint/", views.page, {"name": "complain"}, name="complain"),
    path("about/accessibility/", views.page, {"name": "accessibility"}, name="accessibility"),
    path("about/privacy/", views.page, {"name": "privacy"}, name="privacy"),
    path("about/contact/", views.page, {"name": "contact"}, name="contact"),
    path("about/status/", views.page, {"name": "status"}, name="status"),
    path("scheme/", views.scheme, name="scheme"),
    path("role/", views.role, name="role"),
    path("keep-alive/", views.keep_alive, name="keep-alive"),
    path("ui", gallery.gallery, name="gallery"),
]
