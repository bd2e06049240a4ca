"""What happens on each verb of star rating, with its consequences, in the order a record lives them.

Read in this order: rounds (opening), sheets (自评 to 初评), lists (呈报批), publishing (公示 and 公布), closing.
"""

from workflows.star_rating.actions.closing import close_due
from workflows.star_rating.actions.dissolving import dissolve_due
from workflows.star_rating.actions.lists import (
    Placing,
    list_approve,
    list_arrange,
    list_forward,
    list_pull,
    list_record_meeting,
    list_report,
    list_send_back,
    list_strike,
    list_withdraw,
)
from workflows.star_rating.actions.publishing import list_publicise, publish_due
from workflows.star_rating.actions.rounds import draft_round, open_round, start_round
from workflows.star_rating.actions.schemes import scheme_new
from workflows.star_rating.actions.sheets import SheetInput, forward, reject, save_sheet, send_back, submit, withdraw

__all__ = [
    "Placing",
    "SheetInput",
    "close_due",
    "dissolve_due",
    "draft_round",
    "forward",
    "list_approve",
    "list_arrange",
    "list_forward",
    "list_publicise",
    "list_pull",
    "list_record_meeting",
    "list_report",
    "list_send_back",
    "list_strike",
    "list_withdraw",
    "open_round",
    "publish_due",
    "reject",
    "save_sheet",
    "scheme_new",
    "send_back",
    "start_round",
    "submit",
    "withdraw",
]
