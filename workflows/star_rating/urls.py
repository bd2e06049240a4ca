"""Addresses of star rating, below /star_rating/."""

from django.urls import path

from workflows.star_rating.views import lists, rounds, schemes, sheet, workbook

app_name = "star_rating"
urlpatterns = [
    path("", rounds.index, name="index"),
    path("rounds/new/", rounds.new, name="round_new"),
    path("rounds/<int:pk>/", rounds.overview, name="round"),
    path("rounds/<int:pk>/start/", rounds.start, name="round_start"),
    path("rounds/<int:pk>/summary.xlsx", rounds.export, name="round_export"),
    path("rounds/<int:pk>/scheme/", schemes.of_round, name="round_scheme"),
    path("schemes/", schemes.index, name="schemes"),
    path("schemes/new/", schemes.new, name="scheme_new"),
    path("schemes/keep/", schemes.keep, name="scheme_keep"),
    path("schemes/shipped/<str:name>.xlsx", schemes.shipped, name="scheme_shipped"),
    path("schemes/<int:pk>/", schemes.show, name="scheme"),
    path("schemes/<int:pk>/copy/", schemes.copy, name="scheme_copy"),
    path("schemes/<int:pk>/against/<int:other>/", schemes.compare, name="scheme_compare"),
    path("schemes/<int:pk>/scheme.xlsx", schemes.download, name="scheme_download"),
    path("<str:number>/sheet/", sheet.sheet, name="sheet"),
    path("<str:number>/evidence/<str:code>/", sheet.evidence, name="evidence"),
    path("<str:number>/sheet.xlsx", workbook.download, name="sheet_download"),
    path("<str:number>/upload/", workbook.upload, name="sheet_upload"),
    path("<str:number>/list/", lists.save, name="list"),
    path("<str:number>/members/<str:member>/", lists.member, name="member"),
    path("<str:number>/summary.xlsx", lists.export, name="list_export"),
]
