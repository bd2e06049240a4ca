"""Addresses of nomination, below /nomination/."""

from django.urls import path

from workflows.engine import urls_rounds
from workflows.nomination.views import (
    allocation,
    conferring,
    consultations,
    contests,
    correcting,
    documents,
    drafts,
    honours,
    importing,
    lists,
    nominations,
    overruling,
    overruling_many,
    papers,
    places,
    plans,
    revocations,
    rounds,
    running,
)
from workflows.nomination.workbooks import archive

app_name = "nomination"
urlpatterns = [
    # rounds and plans
    path("", rounds.index, name="index"),
    path("rounds/new/", rounds.new, name="round_new"),
    path("rounds/<int:pk>/", rounds.overview, name="round"),
    path("rounds/<int:pk>/plan/", plans.of_round, name="round_plan"),
    *urls_rounds.of_process(app_name),
    *urls_rounds.running(app_name, rounds.PREPARING, running.RUNNING),
    path("rounds/<int:pk>/urge/", running.urge, name="round_urge"),
    path("plans/", plans.index, name="plans"),
    path("plans/change/", plans.change, name="plan_change"),
    path("plans/upload/", plans.upload, name="plan_upload"),
    path("plans/ready/<str:name>.xlsx", plans.ready_download, name="plan_ready_download"),
    path("plans/ready/<str:name>/", plans.ready, name="plan_ready"),
    path("plans/<int:pk>/", plans.show, name="plan"),
    path("plans/<int:pk>/plan.xlsx", plans.download, name="plan_download"),
    # nominations
    path("rounds/<int:pk>/nominate/", nominations.overview, name="nominate"),
    path("rounds/<int:pk>/nominate/<int:unit>/<str:category>/", nominations.choose, name="nominate_in"),
    path("rounds/<int:pk>/nominations/", nominations.index, name="nominations"),
    path("rounds/<int:pk>/overrule/", overruling_many.overrule_many, name="overrule_many"),
    path("<str:number>/draft/", drafts.draft, name="draft"),
    path("<str:number>/materials/", drafts.materials, name="materials"),
    path("<str:number>/overrule/<str:code>/", overruling.overrule, name="overrule"),
    # places
    path("rounds/<int:pk>/places/", places.index, name="places"),
    path("rounds/<int:pk>/places/shifts/", places.shifts, name="place_shifts"),
    path("rounds/<int:pk>/places/shift/", places.shift, name="place_shift"),
    path("rounds/<int:pk>/places/table/", allocation.table, name="allocation"),
    path("rounds/<int:pk>/places/table/upload/", allocation.upload, name="allocation_upload"),
    path("rounds/<int:pk>/places/table.xlsx", allocation.template, name="allocation_template"),
    path("places/<int:pk>/", places.change, name="place"),
    path("places/<int:pk>/ruling/", places.ruling, name="place_ruling"),
    path("places/<int:pk>/rulings/", places.rulings, name="place_rulings"),
    # 比选 over all lists
    path("rounds/<int:pk>/contests/", contests.index, name="contests"),
    path("contests/<int:pk>/", contests.contest, name="contest"),
    # lists and 会审
    path("<str:number>/list/", lists.save, name="list"),
    path("<str:number>/members/<str:member>/", lists.member, name="member"),
    path("<str:number>/branches/<str:code>/decline/", lists.decline, name="decline"),
    path("<str:number>/consultations/", consultations.ask, name="consultations"),
    path("<str:number>/consultations/<str:consultation>/waive/", consultations.waive, name="waive"),
    path("<str:number>/opinions/<int:line>/rule/", consultations.rule, name="rule"),
    # documents, revocations, honours
    path("<str:number>/confer/", conferring.confer, name="confer"),
    path("<str:number>/answer/", conferring.answer, name="answer"),
    path("<str:number>/document/", correcting.correct, name="document_correct"),
    path("<str:number>/revoke/", revocations.propose, name="revoke"),
    path("honours/", honours.index, name="honours"),
    path("honours/honours.xlsx", honours.export, name="honours_export"),
    path("honours/units/<int:pk>/", honours.of_unit, name="unit_honours"),
    path("honours/people/<int:pk>/", honours.of_person, name="person_honours"),
    # 推荐审批表, 汇总表, archive
    path("rounds/<int:pk>/documents/<str:name>/", documents.of_round, name="document"),
    *urls_rounds.archive(app_name, archive.start, archive.HOLDS),
    path("<str:number>/papers/<str:name>/", papers.papers, name="papers"),
    path("<str:number>/summary.xlsx", documents.of_list, name="list_export"),
    path("<str:number>/import/", importing.upload, name="import"),
    path("<str:number>/import/confirm/", importing.confirm, name="import_confirm"),
    path("<str:number>/import/empty.xlsx", importing.template, name="import_template"),
]
