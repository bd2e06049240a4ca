"""Addresses of rectification, below /rectification/."""

from django.urls import path

from workflows.engine import urls_rounds
from workflows.rectification.views import (
    assessments,
    batch,
    board,
    documents,
    exporting,
    importing,
    ledger,
    measures,
    printing,
    programmes,
    registering,
    rounds,
    running,
    saved,
    steps,
    units,
)
from workflows.rectification.workbooks import archive

app_name = "rectification"
urlpatterns = [
    # programmes
    path("", rounds.index, name="index"),
    path("rounds/new/", rounds.new, name="round_new"),
    path("programmes/own/new/", programmes.new, name="programme_new"),
    path("programmes/own/keep/", programmes.keep, name="programme_keep"),
    path("programmes/own/<int:pk>/", programmes.own, name="programme_own"),
    path("programmes/own/<int:pk>/book.xlsx", programmes.own_book, name="programme_own_book"),
    path("programmes/<str:code>/", rounds.programme_ready, name="programme_ready"),
    path("programmes/<str:code>/book.xlsx", programmes.ready_book, name="programme_ready_book"),
    path("rounds/<int:pk>/", rounds.overview, name="round"),
    path("rounds/<int:pk>/programme/", rounds.programme, name="round_programme"),
    *urls_rounds.of_process(app_name),
    *urls_rounds.running(app_name, rounds.PREPARING, running.RUNNING),
    # the ledger
    path("ledger/", ledger.index, name="ledger"),
    path("ledger/print/", printing.index, name="ledger_print"),
    path("views/", saved.keep, name="view_keep"),
    path("views/<int:pk>/drop/", saved.drop, name="view_drop"),
    path("rounds/<int:pk>/board/", board.index, name="board"),
    path("mine/", units.mine, name="mine"),
    path("units/<int:pk>/", units.of_unit, name="unit_problems"),
    # sheets
    path("rounds/<int:pk>/imports/", importing.index, name="imports"),
    path("rounds/<int:pk>/imports/<int:other>/", importing.detail, name="import"),
    path("rounds/<int:pk>/imports/<int:other>/confirm/", importing.confirm, name="import_confirm"),
    path("rounds/<int:pk>/imports/<int:other>/cancel/", importing.cancel, name="import_cancel"),
    path("rounds/<int:pk>/ledger.xlsx", exporting.export, name="ledger_export"),
    path("rounds/<int:pk>/exports/", exporting.index, name="exports"),
    path("rounds/<int:pk>/exports/<int:other>/", exporting.file, name="export_file"),
    # assessments
    path("rounds/<int:pk>/assessments/", assessments.index, name="assessments"),
    path("rounds/<int:pk>/assessments/<int:other>/", assessments.detail, name="assessment"),
    path("rounds/<int:pk>/assessments/<str:code>/new/", assessments.new, name="assessment_new"),
    path("rounds/<int:pk>/assessments/<str:code>/upload/", assessments.upload, name="assessment_upload"),
    path("rounds/<int:pk>/assessments/<str:code>/confirm/", assessments.confirm, name="assessment_confirm"),
    path("rounds/<int:pk>/assessments/<str:code>/book.xlsx", assessments.book, name="assessment_book"),
    # problems
    path("rounds/<int:pk>/problems/new/", registering.new, name="new"),
    path("rounds/<int:pk>/many/<slug:verb>/", batch.many, name="batch"),
    path("rounds/<int:pk>/many/runs/<int:run>/", batch.run, name="batch_run"),
    path("records/<str:number>/change/", registering.change, name="change"),
    path("records/<str:number>/measures/<str:measure>/", measures.change, name="measure_change"),
    path("records/<str:number>/measures/<str:measure>/remove/", measures.remove, name="measure_remove"),
    # documents
    path("records/<str:number>/letter.docx", documents.letter, name="letter_paper"),
    path("records/<str:number>/closing.docx", documents.closing, name="closing_paper"),
    path("rounds/<int:pk>/documents/<str:name>/", documents.of_round, name="document"),
    *urls_rounds.archive(app_name, archive.start, archive.HOLDS),
    path("records/<str:number>/<slug:what>/", steps.step, name="step"),
]
