"""The address of the trail."""

from django.urls import path

from portal.audit import views

app_name = "audit"
urlpatterns = [path("admin/events/", views.events, name="event-list")]
