"""Invented names: common family names with common given names, by generation and gender."""

from random import Random

FAMILY = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
# Before and after 1980, one and two characters.
GIVEN = {
    "男": (
        "建国 建军 志强 国华 卫东 永红 国平 海涛 立新 建平 志刚 文斌 国强 爱民 振华 德明 长江 宏伟 晓东 春林 "
        "庆丰 学军 明辉 新民 伟 勇 军 斌 涛 峰 毅 健",
        "浩 磊 鹏 凯 宇航 子豪 思远 俊杰 天宇 嘉诚 博文 志远 文韬 一鸣 泽宇 明哲 皓轩 晨阳 立言 睿 超 翔 帆 "
        "鸿飞 景行 书恒 逸飞 昊然 启明 承志",
    ),
    "女": (
        "秀英 桂兰 丽华 玉梅 淑芳 美玲 春燕 红梅 爱华 晓红 海燕 建华 素珍 惠敏 月琴 凤霞 丽萍 玉芬 秋菊 文静 "
        "敏 静 丽 芳 艳 娟 萍 红 霞 玲",
        "婷婷 雪 思雨 梦瑶 佳怡 欣怡 诗涵 雅琪 子涵 雨桐 晓彤 若曦 慧 莹 洁 倩 琳 颖 婧 悦 文欣 语嫣 可欣 "
        "嘉敏 静怡 书瑶 安然 清妍 梓萱 明月",
    ),
}
YOUNG_SINCE = 1980


def invent(chance: Random, gender: str, born: int) -> str:
    """A family name and a given name that suits the gender and the year of birth."""
    given = GIVEN[gender][born >= YOUNG_SINCE].split()
    return chance.choice(FAMILY) + chance.choice(given)
