"""What the fields of a programme are called in a sentence."""

LABELS = {
    "name": "名称", "version": "版本", "basis": "依据", "code": "编号", "sources": "问题来源",
    "events": "接收的事件", "categories": "问题类别", "severities": "严重程度", "limits": "整改类型",
    "kind": "种类", "days": "天数", "working": "按工作日", "months": "月数", "review_months": "复查间隔月数",
    "plan": "须制定方案", "closings": "销号权限", "level": "销号层级", "source": "来源", "severity": "严重程度",
    "bodies": "验收单位", "checklist": "销号条件", "words": "文字", "lights": "灯", "tone": "颜色",
    "when": "亮灯情形", "lag": "落后百分点", "after": "前一个灯", "meaning": "含义", "escalation": "升级办法",
    "light": "灯", "times": "次数", "consecutive": "须连续", "letter": "文书", "points": "扣分",
    "also": "同时采取的措施", "letters": "督办文书", "rung": "级别", "reply_days": "回复天数", "says": "应写内容",
    "relight_days": "同一灯再次计次的天数",
    "reminders": "提前提醒", "reminders_working": "提醒按工作日", "counted": "计入完成的状态",
    "precision": "时限精度", "look_back": "回头看", "share": "抽取比例", "at_least": "至少抽取", "draw": "抽取办法",
    "always": "必查的严重程度", "extension": "延期办法", "evidence": "佐证要求", "suffixes": "文件类型",
    "least": "至少件数", "why": "要求的理由", "confirm_plan": "方案报主办单位审定",
    "concentrated_months": "集中整改月数", "reassess_months": "再评估月数", "assessments": "评估办法",
    "method": "计分方法", "parts": "评估内容", "deductions": "扣分情形", "grades": "等次", "full": "满分",
    "floor": "最低分", "poor": "列为后进", "raters": "测评主体", "notes": "说明", "on_time": "须在到期前申请",
    "part": "所属内容", "within_months": "几个月内评估", "after_months": "满几个月后评估", "field": "字段",
    "columns": "列", "text_from": "组成问题表述的列",
}  # fmt: skip
