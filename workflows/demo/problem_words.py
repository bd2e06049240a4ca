"""What was found, and what people write about it, in the rectification of the demonstration."""

from typing import Any

PROBLEMS: tuple[dict[str, Any], ...] = (
    {"text": "“三会一课”记录不完整，第三季度缺支部委员会记录", "category": "组织建设", "severity": "general"},
    {"text": "主题党日活动形式单一，全年有5次只读文件", "category": "思想建设", "severity": "general"},
    {"text": "党员活动室被挪作仓库，没有独立的活动阵地", "category": "组织建设", "severity": "heavy"},
    {"text": "党费收缴不及时，上半年有2个月集中补缴", "category": "制度建设", "severity": "heavy"},
    {"text": "谈心谈话没有做到全覆盖，4名党员全年没有谈话记录", "category": "组织建设", "severity": "general"},
    {"text": "发展党员材料不规范，1份思想汇报缺日期", "category": "组织建设", "severity": "general"},
    {"text": "组织生活会批评意见不具体，有“以希望代批评”的情况", "category": "作风建设", "severity": "general"},
    {"text": "窗口服务群众反映等候时间长，没有按承诺公开办理时限", "category": "作风建设", "severity": "grave"},
)
REQUIREMENT = "查明原因，明确责任人和时限，整改结果报市直机关工委组织部。"
CAUSE = "责任分工不清，支部委员会没有按季度对照检查，日常督促不够。"
GOAL = "补齐缺项，建立按季度对照检查的制度，今后不再发生同类问题。"
MEASURES = ("对照清单补齐缺项，逐项登记", "制定按季度对照检查的办法，印发执行")
PROGRESS = "已对照清单逐项核对，补齐了一半，其余正在收集材料。"
OUTCOME = "已补齐并经支部委员会核对，办法已印发。"
RESULT = "缺项全部补齐，制度已建立并执行一个季度，没有再发生。"
MET = "已逐项核对，附有佐证。"
AGREED = "方案具体，责任和时限明确，同意。"
CHECKED = "现场核对，情况属实。"
BACK = "制度印发时间早于研究时间，请核对后重新上报。"
LATER = "涉及装修施工，需要延长一个月。"
AGAIN = "“回头看”发现活动室又堆放了杂物。"
LOOK = "活动阵地类问题容易反复"
WHY_LETTER = "临近时限，进展慢"
