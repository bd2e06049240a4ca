"""What can be done, one function a verb, in the order a problem lives them; then what hangs on it; then rounds."""

from .acceptances import acceptance_accept, acceptance_reject, acceptances_ask
from .assessments import AssessmentInput, assessments_enter
from .assigning import Done, assign, assign_many, each, sign, sign_many
from .batch_runs import batch_begin, batch_job
from .closing import apply, close, close_many, send_back, sustain, verify, withdraw
from .exporting import remove_due
from .hosting import recall, void
from .letters import letter_answer, letter_discard, letter_issue, letter_propose, letter_save
from .lighting import light_due, light_give
from .look_backs import look_back_confirm, look_back_draw, look_back_pick, look_back_relapse
from .measures import MeasureInput, measure_add, measure_change, measure_finish, measure_remove
from .planning import PlanInput, approve_plan, plan_save, submit_plan
from .postponements import postponement_ask, postponement_forward, postponement_grant, postponement_refuse
from .programmes import programme_keep
from .registering import ProblemInput, problem_register, problem_save, problems_register
from .reminding import remind_due
from .reporting import measure_report, problem_report, problem_review
from .rounds import EXTENDED, cancel_due, checked, draft_round, round_cancel, round_close, round_open_more, start_round
from .standing import publish_due
from .taking_up import take_up_due
from .views import view_keep

__all__ = [
    "EXTENDED",
    "AssessmentInput",
    "Done",
    "MeasureInput",
    "PlanInput",
    "ProblemInput",
    "acceptance_accept",
    "acceptance_reject",
    "acceptances_ask",
    "apply",
    "approve_plan",
    "assessments_enter",
    "assign",
    "assign_many",
    "batch_begin",
    "batch_job",
    "cancel_due",
    "checked",
    "close",
    "close_many",
    "draft_round",
    "each",
    "letter_answer",
    "letter_discard",
    "letter_issue",
    "letter_propose",
    "letter_save",
    "light_due",
    "light_give",
    "look_back_confirm",
    "look_back_draw",
    "look_back_pick",
    "look_back_relapse",
    "measure_add",
    "measure_change",
    "measure_finish",
    "measure_remove",
    "measure_report",
    "plan_save",
    "postponement_ask",
    "postponement_forward",
    "postponement_grant",
    "postponement_refuse",
    "problem_register",
    "problem_report",
    "problem_review",
    "problem_save",
    "problems_register",
    "programme_keep",
    "publish_due",
    "recall",
    "remind_due",
    "remove_due",
    "round_cancel",
    "round_close",
    "round_open_more",
    "send_back",
    "sign",
    "sign_many",
    "start_round",
    "submit_plan",
    "sustain",
    "take_up_due",
    "verify",
    "view_keep",
    "void",
    "withdraw",
]  # fmt: skip
