"""Addresses of 民主评议, below /appraisal/."""

from django.urls import path

from workflows.appraisal.views import (
    after_papers,
    after_steps,
    ballots,
    ballots_paper,
    following,
    many,
    named,
    own,
    plans,
    printing,
    rounds,
    running,
    steps,
    tables,
    tickets,
)
from workflows.appraisal.workbooks import archive
from workflows.engine import urls_rounds

app_name = "appraisal"
urlpatterns = [
    # rounds
    path("", rounds.index, name="index"),
    path("plans/own/new/", plans.new, name="plan_new"),
    path("plans/own/keep/", plans.keep, name="plan_keep"),
    path("plans/own/<int:pk>/", plans.own, name="plan_own"),
    path("plans/own/<int:pk>/book.xlsx", plans.own_book, name="plan_own_book"),
    path("plans/<str:code>/", plans.plan_ready, name="plan_ready"),
    path("plans/<str:code>/book.xlsx", plans.ready_book, name="plan_ready_book"),
    path("rounds/new/", rounds.new, name="round_new"),
    path("rounds/<int:pk>/", rounds.overview, name="round"),
    path("rounds/<int:pk>/plan/", plans.of_round, name="round_plan"),
    *urls_rounds.of_process(app_name),
    *urls_rounds.archive(app_name, archive.start, archive.HOLDS),
    *urls_rounds.running(app_name, rounds.PREPARING, running.RUNNING),
    # members
    path("mine/", own.mine, name="mine"),
    path("own/<str:number>/<slug:what>/", own.act, name="own"),
    # meetings
    path("meetings/<str:number>/roll/", tables.roll, name="roll"),
    path("meetings/<str:number>/roll/refresh/", tables.roll_refresh, name="roll_refresh"),
    path("meetings/<str:number>/attend/", tables.attend, name="attend"),
    path("meetings/<str:number>/totals/<str:form>/", tables.totals, name="totals"),
    path("meetings/<str:number>/ballots/<str:form>/", printing.ballot, name="ballot"),
    path("meetings/<str:number>/results.xlsx", printing.book, name="book"),
    path("meetings/<str:number>/members/<int:pk>/<slug:what>/", steps.member, name="member"),
    path("meetings/<str:number>/findings/<int:pk>/drop/", steps.finding_drop, name="finding_drop"),
    # the electronic box
    path("meetings/<str:number>/ticket/", tickets.ticket, name="ticket"),
    path("meetings/<str:number>/vote/", named.vote, name="vote"),
    path("meetings/<str:number>/box/", ballots.box, name="box"),
    path("meetings/<str:number>/box/slips/", ballots_paper.print_slips, name="box_slips"),
    path("meetings/<str:number>/box/slips/void/", ballots_paper.void, name="box_void"),
    path("meetings/<str:number>/box/paper/", ballots_paper.paper, name="box_paper"),
    path("meetings/<str:number>/box/recount/", ballots_paper.recount, name="box_recount"),
    path("meetings/<str:number>/box/pack.zip", ballots_paper.pack, name="box_pack"),
    path("meetings/<str:number>/box/steps/<slug:what>/", ballots.step, name="box_step"),
    path("meetings/<str:number>/assessments/", many.assessments, name="assessments"),
    path("meetings/<str:number>/feedback/", many.feedback, name="feedback"),
    path("meetings/<str:number>/again/", steps.again, name="again"),
    path("meetings/<str:number>/<slug:what>/", steps.step, name="step"),
    # after the grade
    path("following/", following.index, name="following"),
    path("units/<int:pk>/disposals/new/", following.new, name="disposal_new"),
    path("records/<str:number>/papers/<str:name>", after_papers.paper, name="after_paper"),
    path("records/<str:number>/<slug:what>/", after_steps.step, name="after"),
]
