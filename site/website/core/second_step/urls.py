"""Addresses of the second step, below /admin/login/: the cookie of a known browser is sent to these."""

from django.urls import path

from website.core.second_step import views

app_name = "second_step"
urlpatterns = [
    path("code/", views.code, name="code"),
    path("second-step/", views.settings_page, name="settings"),
]
