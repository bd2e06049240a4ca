"""What happens on each verb of star rating, with its consequences, in the order a record lives them.

Read in this order: rounds (opening), sheets (自评 to 初评), lists (呈报批), publishing (公示 and 公布), closing.
"""

from workflows.engine.gates import CheckupAnswer
from workflows.star_rating.actions.changing import NewStar, change_approve, change_drop, change_propose, change_reject
from workflows.star_rating.actions.clearances import clearance_clear, clearance_object, clearances_ask
from workflows.star_rating.actions.closing import close_due
from workflows.star_rating.actions.dissolving import dissolve_due
from workflows.star_rating.actions.evaluations import (
    evaluation_add_branches,
    evaluation_add_reviewers,
    evaluation_begin,
    evaluation_call_off,
    evaluation_close,
    evaluation_drop,
    evaluation_new,
    evaluation_remove,
    stop_due,
)
from workflows.star_rating.actions.figures import Figure, put_figures
from workflows.star_rating.actions.filing import filing_register, may_register
from workflows.star_rating.actions.importing import figures_import
from workflows.star_rating.actions.judging_anew import judge_anew
from workflows.star_rating.actions.lists import (
    Placing,
    list_approve,
    list_arrange,
    list_forward,
    list_pull,
    list_receive,
    list_record_meeting,
    list_report,
    list_send_back,
    list_strike,
    list_withdraw,
)
from workflows.star_rating.actions.marks import Marks, marks_save, marks_submit, marks_withdraw
from workflows.star_rating.actions.pairings import pairing_set, pairing_settled
from workflows.star_rating.actions.panels import evaluation_due, evaluation_restore, evaluation_strike, evaluation_urge
from workflows.star_rating.actions.publishing import list_publicise, publish_due
from workflows.star_rating.actions.quotas import quota_set
from workflows.star_rating.actions.ranking import rank_round
from workflows.star_rating.actions.rounds import check_prepared, draft_round, open_round, redraft_round, start_round
from workflows.star_rating.actions.running import (
    EXTENDED,
    cancel_due,
    round_cancel,
    round_close,
    round_open_more,
)
from workflows.star_rating.actions.schemes import scheme_new
from workflows.star_rating.actions.sheets import (
    SheetInput,
    forward,
    reject,
    save_sheet,
    send_back,
    submit,
    withdraw,
)
from workflows.star_rating.actions.spot_checks import spot_draw, spot_found
from workflows.star_rating.actions.trials import keep_scores

__all__ = [
    "EXTENDED",
    "CheckupAnswer",
    "Figure",
    "Marks",
    "NewStar",
    "Placing",
    "SheetInput",
    "cancel_due",
    "change_approve",
    "change_drop",
    "change_propose",
    "change_reject",
    "check_prepared",
    "clearance_clear",
    "clearance_object",
    "clearances_ask",
    "close_due",
    "dissolve_due",
    "draft_round",
    "evaluation_add_branches",
    "evaluation_add_reviewers",
    "evaluation_begin",
    "evaluation_call_off",
    "evaluation_close",
    "evaluation_drop",
    "evaluation_due",
    "evaluation_new",
    "evaluation_remove",
    "evaluation_restore",
    "evaluation_strike",
    "evaluation_urge",
    "figures_import",
    "filing_register",
    "forward",
    "judge_anew",
    "keep_scores",
    "list_approve",
    "list_arrange",
    "list_forward",
    "list_publicise",
    "list_pull",
    "list_receive",
    "list_record_meeting",
    "list_report",
    "list_send_back",
    "list_strike",
    "list_withdraw",
    "marks_save",
    "marks_submit",
    "marks_withdraw",
    "may_register",
    "open_round",
    "pairing_set",
    "pairing_settled",
    "publish_due",
    "put_figures",
    "quota_set",
    "rank_round",
    "redraft_round",
    "reject",
    "round_cancel",
    "round_close",
    "round_open_more",
    "save_sheet",
    "scheme_new",
    "send_back",
    "spot_draw",
    "spot_found",
    "start_round",
    "stop_due",
    "submit",
    "withdraw",
]
