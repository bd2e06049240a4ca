"""Which parts of a scheme contradict the rules on relieving the grassroots, with the clause; people decide."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .indicators import Indicator
from .scheme import Scheme

RELIEF = "《整治形式主义为基层减负若干规定》（2024年8月，中办、国办）"
APPS = "《政务移动互联网应用程序规范化管理办法》（国办函〔2026〕12号）"
NO_PRESS = f"{RELIEF}：不得把领导批示、刊物和媒体刊发文章信息、经验做法作为督查检查考核内容。"
NO_TRACES = f"{RELIEF}：不把是否开会发文、拍照留痕、制作学习笔记等作为评判工作优劣的标准。"
NO_UPLOADS = f"{APPS}：不得非必要强制下级上传工作照片、视频、轨迹。"
NO_COUNTS = f"{APPS}：不得以点赞量、网络投票数、转发量、学习时长作考评依据。"
NO_FORCE = f"{APPS}：除安保应急外不得设置打卡签到、积分排名、统计在线时长等强制功能。"


@dataclass(frozen=True)
class Clause:
    """What the rules forbid to judge by: its name, the words of the clause, how a scheme says it, and how it does not.

    `fine` matches the harmless uses of the same words; they are taken out before `says` is looked for. `plainly`
    matches what is judged by it whatever else the text says.
    """

    name: str
    words: str
    says: re.Pattern[str]
    fine: re.Pattern[str] | None = None
    plainly: re.Pattern[str] | None = None

    def named_in(self, text: str) -> bool:
        """Whether a text of the scheme judges by it."""
        if self.plainly and self.plainly.search(text):
            return True
        rest = self.fine.sub("", text) if self.fine else text
        return self.says.search(rest) is not None


CLAUSES = (
    Clause(
        "批示加分",
        NO_PRESS,
        re.compile("批示"),
        re.compile(
            "(落实|贯彻|传达|学习|办理|执行|督办|按照|根据)[^，；。、]{0,12}批示|批示(精神|要求|的?(办理|落实|件))"
        ),
        re.compile(
            "(获|受到|得到)[^，；。、]{0,12}批示|被[^，；。、的]{0,12}批示|肯定性?的?批示|批示的?(数|次数|条数|件数)|"
            "批示(的?，)?[^，；。、]{0,12}(加|奖)[^，；。、]{0,4}分"
        ),
    ),
    Clause(
        "刊发报道加分",
        NO_PRESS,
        re.compile(
            "刊发|刊登|刊载|登载|报道|见报|稿件|投稿|用稿|发稿|上稿|媒体(发表|宣传|推介|采用)|"
            "发表[^，；。、]{0,10}(文章|论文|稿|作品|信息)|(报纸|报刊|刊物|杂志|媒体|平台)[^，；。、]{0,6}发表|"
            "刊物[^，；。、]{0,8}(刊用|采用|录用|登载|推介|推广)|"
            "信息.{0,4}(采用|录用)|简报.{0,4}(采用|转发)|(宣传|发表|撰写|报送|信息|文章|简报).{0,8}篇"
        ),
        re.compile(
            "(负面|不实|失实|批评)[^，；。、]{0,4}报道|报道不实|"
            "发表[^，；。、]{0,4}(意见|看法|言论|讲话|观点)|发表(违背|违反|反对|不当|错误|不实|有损)"
        ),
    ),
    Clause(
        "拍照、视频、截图、轨迹留痕",
        f"{NO_TRACES}{NO_UPLOADS}",
        re.compile("拍照|照片|影像|图片|视频|录像|截图|截屏|轨迹|留痕"),
        re.compile(
            "视频(会议|会商|系统|设备|终端)|观看[^，；。、]{0,8}(视频|录像)|(场所|阵地|设施|设备|活动室|牌匾)照片"
        ),
    ),
    Clause(
        "学习笔记",
        NO_TRACES,
        re.compile(
            "(学习|读书|党员|会议|党课)笔记|笔记.{0,4}(抽查|检查|字)|手抄|摘抄|心得(体会)?[^，；。、]{0,8}[篇字]"
        ),
    ),
    Clause(
        "点赞、转发、网络投票数",
        NO_COUNTS,
        re.compile(
            "点赞|集赞|转发|点击(量|率|数)|浏览量|阅读量|关注(量|数|人数|率)|粉丝|(网络|网上|线上|微信|公众号).{0,4}投票"
        ),
        re.compile("转发[^，；。、]{0,8}(文件|通知|通报)"),
    ),
    Clause(
        "学习时长",
        NO_COUNTS,
        re.compile(
            "(学习|在线|观看)时长|在线时间|学习积分|学习强国.{0,8}(积分|得分|分数|平均分|均分|排名|活跃)|(日活|活跃|登录|安装)率"
        ),
    ),
    Clause("打卡", NO_FORCE, re.compile("打卡|(线上|网上|手机|扫码|定位|每日|APP|平台)签到", re.IGNORECASE)),
    Clause(
        "积分排名",
        NO_FORCE,
        re.compile("积分.{0,6}(排名|排行|排序|位次|榜|前[0-9一二三四五六七八九十])|(排名|排行).{0,4}积分"),
    ),
)


class Part(NamedTuple):
    """One piece of a scheme by which a branch is judged: its key, how it is called, and every word of it."""

    key: str
    place: str
    text: str


@dataclass(frozen=True)
class Finding:
    """One part that contradicts the rules. `key` stays the same as long as the part keeps its code."""

    key: str
    place: str
    clauses: tuple[Clause, ...]

    @property
    def names(self) -> str:
        """批示加分、刊发报道加分."""
        return "、".join(clause.name for clause in self.clauses)

    @property
    def words(self) -> tuple[str, ...]:
        """The clauses, each once."""
        return tuple(dict.fromkeys(clause.words for clause in self.clauses))

    @property
    def asks(self) -> str:
        """The sentence for who gave no reason."""
        return f"{self.place}涉及{self.names}，坚持使用的请写明理由。"

    @property
    def label(self) -> str:
        """The words of the field for the reason."""
        return f"坚持使用{self.place}的理由"


def findings(scheme: Scheme) -> list[Finding]:
    """Every part that judges by what the rules forbid, in the order of the scheme. 依据: domain 7.5 [G01][G02]."""
    marked = ((part, tuple(clause for clause in CLAUSES if clause.named_in(part.text))) for part in parts(scheme))
    return [Finding(part.key, part.place, clauses) for part, clauses in marked if clauses]


def parts(scheme: Scheme) -> Iterator[Part]:
    """All that a branch is judged by. An indicator speaks for itself and each of its lines for itself."""
    for component in scheme.components:
        asked = "；".join([component.name, *(dimension.name for dimension in component.dimensions)])
        yield Part(f"component.{component.code}", f"分项“{component.name}”", asked)
    for group in scheme.groups:
        yield Part(f"group.{group.code}", f"一级指标“{group.name}”", group.name)
    for indicator in scheme.indicators:
        yield Part(f"indicator.{indicator.code}", f"指标“{indicator.name}”", indicator.name)
        yield from lines(indicator)
    for merit in scheme.merits:
        yield Part(f"merit.{merit.code}", f"{merit.kind.words}情形“{merit.text}”", merit.text)
    for veto in scheme.vetoes:
        yield Part(f"veto.{veto.code}", f"否决情形“{veto.text}”", veto.text)


def lines(indicator: Indicator) -> Iterator[Part]:
    """The lines of an indicator with their steps and their evidence."""
    for item in indicator.items:
        steps = "；".join(option.text for option in item.options)
        yield Part(f"item.{item.code}", f"第{item.code}条{item.text}", f"{item.text}；{steps}；{item.evidence}")


def unanswered(found: Sequence[Finding], reasons: Mapping[str, str]) -> list[Finding]:
    """The findings that nobody gave a reason for."""
    return [finding for finding in found if not reasons.get(finding.key, "").strip()]
