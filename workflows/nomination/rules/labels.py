"""What the fields of a round's document are called in a sentence."""

LABELS = {
    "name": "名称", "version": "版本", "year": "年度", "basis": "依据", "sponsor": "表彰机关",
    "sponsor_level": "表彰层次",
    "reports_to": "上报对象", "cut_off": "资格截止日", "due": "报送期限", "approval": "批准依据", "stages": "环节",
    "decided_by": "决定环节", "rules_on": "裁定人", "reuse_for": "候选人复用", "late_forfeits": "逾期视为不推荐",
    "contest": "差额", "ratio": "差额比例", "conditions": "条件", "materials": "材料", "categories": "类别",
    "caps": "限额", "totals": "总数", "opinions": "会审部门", "vote": "表决办法", "publicity": "公示", "notes": "说明",
    "document": "文号", "body": "机关", "on": "日期", "cycle_years": "周期", "number": "名额", "code": "编号",
    "kind": "种类", "subject": "推荐对象", "batch": "批次", "places": "名额", "about": "约数", "per_unit": "每单位名额",
    "per_branch": "每支部名额", "usually": "一般", "words": "字数", "copies": "份数", "electronic": "电子版",
    "optional": "可以不交", "of_list": "随名单报送",
    "per": "适用层级", "direction": "方向", "count": "个数", "percent": "比例", "base": "基数",
    "rounding": "取整", "among": "计算对象", "least": "至少可推", "principle": "原则上", "as_of": "统计日期",
    "asked_of": "征求对象", "outer": "外部部门", "quorum": "到会比例", "quorum_more_than": "到会须超过",
    "share": "赞成比例", "share_more_than": "赞成须超过", "of": "计票基数", "secret": "无记名", "days": "天数",
    "working": "按工作日", "start_counts": "开始当日计入", "scope": "公示范围", "probationary_too": "含预备党员",
    "years": "年数", "counted_from": "起算日", "boundary": "当日满的计入", "since": "最晚日期",
    "posthumous": "可以追授", "continuous": "须连续", "posts": "职务", "ranks": "职级", "except_posts": "除外的职务",
    "reviews": "考核种类", "grades": "等次", "level": "星级", "every": "每年都要", "names": "荣誉名称",
    "statement_days": "无处分说明有效天数", "clean_years": "无处分说明年数",
    "sponsors": "授予机关", "levels": "授予层级",
}  # fmt: skip
