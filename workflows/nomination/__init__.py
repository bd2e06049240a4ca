"""先进推荐: from a branch's nomination to an honour, under conditions that explain themselves and quotas that hold.

Who and in which order (a record is a `Nomination`, one per candidate, category and round; a candidate is a person, a
branch or a unit itself):

1. 支部提名     the branch meeting proposes; 应到, 实到, 赞成 and the resolution stand on record, materials are attached
2. 党总支审核   only where a 党总支 stands between branch and 机关党委
3. 机关党委审核 checks the conditions; overrules an answer with a reason, which stands in the trail and on the form
4. 列入推荐名单 the nomination waits for its unit's list (`NominationList`): ranked, within its places, 内部公示 and
                党组研究 where the round has them, decided by a meeting
5. 组织部初审, 会审, 工委审定: the list travels, its members with it; 会审 is one child record per body asked
                (`Consultation`), and an overdue reply needs a person's ruling
6. 待公示, 公示 as of the 工委; objections attach to members and hold up only these
7. 已授予 when the sponsor is the 工委 itself; 已推荐 when the round reports to a higher sponsor, whose document is
                entered later; 未推荐 for those not forwarded, who may be candidates of the round that the round names

What a round asks of whom is data (`rules.AwardRound`, ready ones in `rounds/`). An honour is a fact; a later 撤销
(`Revocation`) is a record of its own that supersedes it.

Arrows of a nomination:
    drafting -submit-> general_reviewing -forward-> committee_reviewing -forward-> listed
    listed -travel-> verifying -travel-> consulting -travel-> deciding -travel-> announcing -travel-> publicising
    publicising -award-> awarded, publicising -recommend-> recommended, recommended -award-> awarded
    listed, verifying, consulting, deciding -leave_out-> not_forwarded;  recommended -leave_out-> not_forwarded
    general_reviewing, committee_reviewing -send_back-> an earlier stage;  every stage before listed -reject-> rejected
    every open state -call_off-> called_off
Arrows of a list:
    compiling -publicise_within-> publicising_within -study-> studying -report-> verifying (what the round lacks is
    passed over)
    compiling, studying -decide-> announcing (where the unit itself decides: `AwardRound.decided_by`)
    verifying -forward-> consulting -forward-> deciding -approve-> announcing -announce-> publicising -close-> closed
    verifying, consulting, deciding -send_back-> compiling;  every open state -call_off-> called_off
Arrows of a consultation:
    asked -clear-> clear, asked -object-> objected, asked -waive-> waived (逾期未复, by a person's ruling),
    asked -drop-> dropped
Arrows of a revocation:
    deciding -revoke-> returning -take_back-> revoked (the plaque is back);  deciding -keep-> kept

Read on in `states`, `rules` (what a round is, whether somebody is eligible, whether quotas hold).
"""
