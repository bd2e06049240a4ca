"""What the fields of a plan are called in a sentence."""

LABELS = {
    "code": "编号", "name": "名称", "version": "版本", "basis": "依据", "grades": "等次", "capped": "受人数限制",
    "files": "报上级", "after": "后续", "cap": "优秀人数", "share": "比例", "base": "基数", "rounding": "取整",
    "hard": "不得突破", "quorums": "会议人数", "purpose": "场合", "quorum": "到会", "quorum_more_than": "到会须超过",
    "pass_of": "通过的基数", "passing": "通过", "written": "书面意见计入", "decided_by": "评定机构", "forms": "测评票",
    "kind": "票型", "subject": "测评对象", "options": "选项", "points": "分值", "satisfied": "算作满意",
    "dimensions": "测评项目", "full": "满分", "weight": "权重", "dimension_options": "项目的选项",
    "situations": "反向情形", "words": "文字", "self_excluded": "不填本人", "minimum": "最少票数",
    "electronic": "电子票领取办法", "named_notes": "互评意见署名", "groups_from": "分组的人数",
    "group_least": "每组最少人数",
    "probationary_ballots": "预备党员填票", "months": "改正月数", "most_months": "最长月数", "reminders": "提前提醒",
    "correction": "限期改正", "disposal": "组织处置", "steps": "程序", "bar_years": "不得重新入党的年数",
    "talkers": "谈话人数", "notes": "说明", "recount_days": "选票保留天数",
}  # fmt: skip
