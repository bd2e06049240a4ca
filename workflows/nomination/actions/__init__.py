"""What can be done, one function a verb, in the order a record lives them."""

from workflows.nomination.actions.arranging import Placing, list_arrange, list_decline, list_record_meeting
from workflows.nomination.actions.conferring import Paper, list_answer, list_confer
from workflows.nomination.actions.consultations import (
    consultation_clear,
    consultation_object,
    consultation_rule,
    consultation_waive,
    consultations_ask,
)
from workflows.nomination.actions.contests import contest_record
from workflows.nomination.actions.correcting import document_correct
from workflows.nomination.actions.drafting import DraftInput, nomination_save
from workflows.nomination.actions.importing import nominations_import
from workflows.nomination.actions.leaving import list_leave_out, list_pull, list_strike
from workflows.nomination.actions.lists import (
    list_abstain,
    list_approve,
    list_forward,
    list_send_back,
    list_withdraw,
)
from workflows.nomination.actions.nominating import nominate
from workflows.nomination.actions.nominations import discard, forward, reject, send_back, submit, withdraw
from workflows.nomination.actions.overruling import Looked, mark_of, overrule, overrule_many
from workflows.nomination.actions.places import (
    Decision,
    allocation_save,
    places_rule,
    places_rule_all,
    places_set,
    places_shift,
)
from workflows.nomination.actions.plans import plan_new
from workflows.nomination.actions.publicising import end_within_due, list_publicise, settle_due
from workflows.nomination.actions.reporting import list_report
from workflows.nomination.actions.revocations import (
    revocation_keep,
    revocation_propose,
    revocation_revoke,
    revocation_take_back,
)
from workflows.nomination.actions.rounds import draft_round, open_round, start_round
from workflows.nomination.actions.running import (
    EXTENDED,
    cancel_due,
    close_due,
    round_cancel,
    round_close,
    round_open_more,
)

__all__ = [
    "EXTENDED",
    "Decision",
    "DraftInput",
    "Looked",
    "Paper",
    "Placing",
    "allocation_save",
    "cancel_due",
    "close_due",
    "consultation_clear",
    "consultation_object",
    "consultation_rule",
    "consultation_waive",
    "consultations_ask",
    "contest_record",
    "discard",
    "document_correct",
    "draft_round",
    "end_within_due",
    "forward",
    "list_abstain",
    "list_answer",
    "list_approve",
    "list_arrange",
    "list_confer",
    "list_decline",
    "list_forward",
    "list_leave_out",
    "list_publicise",
    "list_pull",
    "list_record_meeting",
    "list_report",
    "list_send_back",
    "list_strike",
    "list_withdraw",
    "mark_of",
    "nominate",
    "nomination_save", "nominations_import",
    "open_round",
    "overrule",
    "overrule_many",
    "places_rule",
    "places_rule_all",
    "places_set",
    "places_shift",
    "plan_new",
    "reject",
    "revocation_keep",
    "revocation_propose",
    "revocation_revoke",
    "revocation_take_back",
    "round_cancel",
    "round_close",
    "round_open_more",
    "send_back",
    "settle_due",
    "start_round",
    "submit",
    "withdraw",
]  # fmt: skip
