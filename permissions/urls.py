"""Addresses of signing in and out, the password and the capacity."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from permissions import views

urlpatterns = [
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("password/", views.Password.as_view(), name="password"),
    path("capacity/", views.capacity, name="capacity"),
]
