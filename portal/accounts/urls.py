"""Addresses of a person's roles; sign-in and the like are allauth's."""

from django.urls import path

from portal.accounts import views

app_name = "accounts"
urlpatterns = [
    path("memberships/", views.memberships, name="memberships"),
    path("memberships/<int:pk>/accept/", views.accept, name="membership-accept"),
    path("memberships/<int:pk>/end/", views.end, name="membership-end"),
]
