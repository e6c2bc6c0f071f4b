"""Addresses of the post, below /mail/. The token is all that a link carries."""

from django.urls import path

from website.core.mail import views

app_name = "mail"
urlpatterns = [
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("resend/", views.resend, name="resend"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
