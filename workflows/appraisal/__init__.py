"""民主评议: members judged by their branch; the vote is one record, the decision another, and no ballot can be traced.

Who and in which order (a branch holds one `Meeting` a year; each member on its roll has an `Appraisal`):

1. 筹备         the branch writes the roll: who is expected, who is not and on whose approval, who takes part without
                a grade (预备党员); 个人自评 by each member or by the clerk, in groups where the branch is large
2. 签到         the roll is frozen; below the quorum nothing goes on
3. 互评、民主测评 on paper or by the electronic box; on paper two people key in the totals independently
4. 清点核对      the two entries agree, 发出 ≥ 收回 = 有效 + 无效, no line holds more than the valid ballots
5. 组织评定      支委会, or the meeting where there is none, gives each grade and opinion with a vote of its own: the
                counts are before it and bind nobody; 优秀 keeps its limit, 不合格 asks for a talk and for evidence
6. 上级审批备案  the unit approves, or takes note of, the grades that the plan names
7. 反馈本人      each member reads the own result and acknowledges it; grades become facts

After 基本合格 and 不合格 the branch talks with the member (`Talk`). The 支委会 may propose a `Disposal` (组织处置):
filed beforehand with the superior, investigated, talked over, voted on, approved; each step keeps its day, and whoever
is judged stands aside. A 限期改正 runs as a record of its own (`Correction`), reminded of ahead, until it is assessed
again; 劝其退党 and 除名 bar from joining again for five years, which is a fact.

The same meeting may judge the branch's 班子, and a survey of the 群众 gives the figure that star rating takes.
What differs from place to place is data (`rules.Plan`, ready ones in `plans/`).

Arrows of a meeting:
    preparing -freeze-> checking_in -open_ballot-> balloting -close_ballot-> counting -confirm-> grading
    grading -decide-> reviewing -accept-> feeding_back -close-> closed;  reviewing -send_back, withdraw-> grading
    checking_in -thaw-> preparing;  checking_in, balloting, counting -void-> void
    every open state -call_off-> called_off
Arrows of an appraisal:
    self_assessing -hand_in-> discussing -carry-> balloting -carry-> grading -grade-> reviewing -accept-> feeding_back
    feeding_back -acknowledge-> graded;  grading, reviewing -leave_ungraded-> not_graded
    grading -carry-> reviewing (without a grade);  reviewing -send_back, carry_back-> grading
    every open state -call_off-> called_off
Arrows of a disposal:
    proposing -propose-> filing -receive-> investigating -verify-> talking -talk-> pre_reviewing -forward-> voting
    voting -resolve-> approving -approve-> disposed
    proposing, investigating, pre_reviewing, voting, approving -end-> not_disposed
    filing -send_back-> proposing;  from pre_reviewing on -send_back-> an earlier stage
    stages that the plan lacks are passed on;  every open state -call_off-> called_off
Arrows of a correction:
    correcting -fall_due-> reassessing -lift-> lifted, -extend-> correcting, -turn-> turned
    both open -stop-> dropped, and -drop-> dropped with their round

A member hands in the self-assessment and acknowledges the result with the own account, whatever posts he holds; for
those who do not sign in the branch does it. Whoever the roll names as 计票人 keys in totals in the same way.

Read on in `states` and `rules` (what a plan says, who counts, whether a ballot adds up, which grade may be given), and
in `ballots` (the electronic box).
"""
