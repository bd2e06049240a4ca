"""All addresses of the product: what every process shares, then one prefix per process."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from workflows.engine import registry, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.inbox, name="inbox"),
    path("records/<str:number>/", views.record, name="record"),
    path("records/<str:number>/chart/", views.record_chart, name="chart"),
    path("unattended/", views.unattended, name="unattended"),
    path("", include("workflows.engine.urls_office")),
    path("", include("permissions.urls")),
    *(path(f"{spec.key}/", include(spec.urls)) for spec in registry.specs()),
    *(path(settings.BOOTH.lstrip("/"), include(spec.booth)) for spec in registry.every() if spec.booth),
]
