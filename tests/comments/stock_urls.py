"""The site with the addresses of django-comments-xtd mounted beside ours, as its manual says."""

from django.urls import include, path

from website.urls import urlpatterns as ours

urlpatterns = [path("comments/", include("django_comments_xtd.urls")), *ours]
