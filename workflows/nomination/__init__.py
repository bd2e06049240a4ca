"""先进推荐: from a branch's nomination to an honour, under conditions that explain themselves and quotas that hold.

Who and in which order (a record is a `Nomination`, one per candidate, category and round; a candidate is a person, a
branch or a unit itself):

1. 支部提名     the branch meeting proposes; 应到, 实到, 赞成 and the resolution stand on record, materials are attached
2. 党总支审核   only where a 党总支 stands between branch and 机关党委
3. 单位党组织审核 checks the conditions; overrules an answer with a reason, which stands in the trail and on the form
4. 列入推荐名单 the nomination waits for its unit's list (`NominationList`): ranked, within its places, 内部公示 and
                党组研究 where the round has them, decided by a meeting
5. 初审会审, 工委审定: the list travels, its members with it; 会审 is one child record per body asked (`Consultation`),
                and an overdue reply needs a person's ruling; where the lists together bring more than there are
                places, the host's body ranks or votes on everybody at once (比选, `PlaceContest`) before any is decided
6. 待公示, 公示: open to everybody; objections attach to members and hold up only these
7. 待授予或上报: a document gives the honour (已授予), or goes to a higher sponsor (已推荐上报), whose document
                is entered later; 未推荐上报 are those left out, who may be candidates of the round that the round names

The unit that holds a round may be the 工委, or a 机关党委 or 党总支 with a round of its own: no desk lies above it.
What a round asks of whom is data (`rules.AwardRound`, ready ones in `rounds/`, kept as `AwardPlan`); its places are the
engine's quotas. An honour is a fact; a later 撤销 (`Revocation`) is a record of its own that supersedes it.

Arrows of a nomination:
    drafting -submit-> general_reviewing -forward-> committee_reviewing -forward-> listed
    drafting -discard-> called_off
    listed -carry-> verifying -carry-> deciding -carry-> announcing -carry-> publicising -settle-> conferring
    conferring -award-> awarded, conferring -recommend-> recommended
    recommended -award-> awarded, recommended -pass_over-> not_awarded
    listed, verifying, deciding -leave_out-> not_forwarded, -pull-> committee_reviewing
    from listed on -strike-> rejected
    both reviews -send_back-> an earlier stage, -reject-> rejected;  every open state -call_off-> called_off
Arrows of a list:
    compiling -report-> publicising_within -end_within-> studying -report-> verifying -forward-> deciding
    studying -report-> announcing (where the unit itself decides: `AwardRound.decided_by`);  compiling -abstain-> closed
    deciding -approve-> announcing -publicise-> publicising -settle-> conferring -close-> closed
    stages that the round lacks are passed on;  from studying on -send_back-> an earlier stage
    when nobody is left -dissolve-> closed;  every open state -call_off-> called_off
Arrows of a consultation:
    asked -clear-> clear, asked -object-> objected, asked -waive-> waived (逾期未复, by a person's ruling),
    asked -drop-> dropped
Arrows of a revocation:
    deciding -revoke-> returning -take_back-> revoked (the plaque is back);  deciding -keep-> kept

Read on in `states`, `rules` (what a round is, whether somebody is eligible, whether quotas hold), `models` (the
arrows), `actions` (each verb and its consequences), `flow` (the desks).
"""
