"""党支部星级评定: a branch rates itself, its committee rates it again, the 工委 decides, the public may object.

Who and in which order (a record is a `Rating`, one per branch and round):

1. 支部自评     the branch fills the indicator table, cites evidence, names the star it asks for; the secretary signs
2. 党总支审核   only where a 党总支 stands between branch and 机关党委
3. 机关党委初评 scores every line again beside the own score, a reason wherever they differ; enters 评议项
4. 列入呈报批   the rating waits for its unit's list (`RatingList`): ranked, within its quota, decided by a meeting
5. 工委复核, 工委审定, 待公示, 公示: the list travels, its members with it; one member may be sent back alone
6. 公布         after the last day of the 公示, unless an objection is open; the star becomes a fact

7. 公布之后     a star may be corrected, lowered, taken away or raised: a record of its own, decided by the 工委

While it runs, a round has a notice that units sign for, hours that close a stage, more time, and an end.
Any reviewer may send back (退回, with a reason) or refuse (不同意, ends it); the last to act may withdraw (撤回).
Which star it is follows from `rules` on the frozen scheme, and every result says why. Read on in `states`, `models`
(the arrows), `actions` (each verb and its consequences, in this order), `flow` (the desks).
"""
