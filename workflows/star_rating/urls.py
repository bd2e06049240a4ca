"""Addresses of star rating, below /star_rating/."""

from django.urls import path

from workflows.star_rating.views import lists, rounds, sheet, workbook

app_name = "star_rating"
urlpatterns = [
    path("", rounds.index, name="index"),
    path("rounds/new/", rounds.new, name="round_new"),
    path("rounds/<int:pk>/", rounds.overview, name="round"),
    path("rounds/<int:pk>/start/", rounds.start, name="round_start"),
    path("rounds/<int:pk>/summary.xlsx", rounds.export, name="round_export"),
    path("<str:number>/sheet/", sheet.sheet, name="sheet"),
    path("<str:number>/evidence/<str:code>/", sheet.evidence, name="evidence"),
    path("<str:number>/sheet.xlsx", workbook.download, name="sheet_download"),
    path("<str:number>/upload/", workbook.upload, name="sheet_upload"),
    path("<str:number>/list/", lists.save, name="list"),
    path("<str:number>/members/<str:member>/", lists.member, name="member"),
    path("<str:number>/summary.xlsx", lists.export, name="list_export"),
]
