"""Addresses of files, notices, 意见建议 and 公示."""

from django.urls import path

from workflows.engine import views_documents, views_files, views_office, views_publicity

urlpatterns = [
    path("records/<str:number>/files/", views_files.record_files, name="record_files"),
    path("files/<int:pk>/", views_files.attachment, name="attachment"),
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
