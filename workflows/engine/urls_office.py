"""Addresses of files, of an open desk, notices, 会签, remarks and phrases, 意见建议 and 公示."""

from django.urls import path

from workflows.engine import (
    views_agreeing,
    views_approvals,
    views_documents,
    views_files,
    views_office,
    views_publicity,
    views_search,
    views_signing,
    views_transfers,
    views_words,
)

urlpatterns = [
    path("records/<str:number>/approval/", views_approvals.approval, name="approval"),
    path("records/<str:number>/approval.docx", views_approvals.approval_file, name="approval_file"),
    path("approvals/", views_approvals.approvals, name="approvals"),
    path("records/<str:number>/files/", views_files.record_files, name="record_files"),
    path("records/<str:number>/transfer/", views_transfers.transfer, name="record_transfer"),
    path("records/<str:number>/claim/", views_transfers.claim, name="record_claim"),
    path("records/<str:number>/give-back/", views_transfers.give_back, name="record_give_back"),
    path("records/<str:number>/urge/", views_transfers.urge, name="record_urge"),
    path("files/<int:pk>/", views_files.attachment, name="attachment"),
    path("records/<str:number>/signing/", views_signing.signing_page, name="signing"),
    path("records/<str:number>/remark/", views_words.remark, name="remark"),
    path("phrases/", views_words.phrases_page, name="phrases"),
    path("search/", views_search.search, name="search"),
    path("agree/", views_agreeing.agree, name="agree"),
    path("notices/", views_office.notices, name="notices"),
    path("templates/", views_documents.index, name="templates"),
    path("templates/<str:name>/", views_documents.template, name="template"),
    path("templates/<str:name>/file/", views_documents.template_file, name="template_file"),
    path("suggest/", views_office.suggest, name="suggest"),
    path("suggestions/", views_office.suggestions, name="suggestions"),
    path("publicity/<int:pk>/", views_publicity.publicity, name="publicity"),
    path("publicity/<int:pk>/objection/", views_publicity.objection, name="publicity_objection"),
    path("records/<str:number>/reply/", views_publicity.reply, name="objection_reply"),
]
