"""The page to sign up on, at /letter/."""

from django.urls import path

from website.articles.letter import views

app_name = "letter"
urlpatterns = [path("", views.sign_up, name="sign_up")]
