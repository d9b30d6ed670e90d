"""Chinese names beside a list that spells them in Latin letters: made up of a town, two to four signs and a trade."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ledger.reference.company_names import syllables_of

_TOWNS = (
    "宁波", "杭州", "苏州", "无锡", "南通", "常州", "安徽", "山东", "江苏", "浙江", "广东", "福建", "河北", "河南",
    "湖北", "湖南", "四川", "青岛", "大连", "天津", "上海", "深圳", "东莞", "温州", "绍兴", "嘉兴", "新疆", "合肥",
    "和田", "喀什", "昌吉", "石河子",
)  # fmt: skip
_SIGNS = (
    "华丰盛达鑫泰源隆兴宏恒瑞祥安康和美佳嘉利德信诚福龙金银天海东新亚凯博远腾飞创世纪伟业永昌顺通宇航星光明晨阳洋江河润"
    "泽森林木青绿蓝红玉宝石聚合众联汇友邦国民富强荣耀辉煌胜捷迅风云雷电力科文雅丽娜晶莹洁雪峰岭川"
)
_TRADES = {
    "纺织": "Textile", "服饰": "Apparel", "科技": "Technology", "贸易": "Trading", "实业": "Industrial",
    "电子": "Electronics", "食品": "Foods", "化工": "Chemical", "机械": "Machinery", "农业": "Agriculture",
}  # fmt: skip
_UNKNOWN_TRADES = ("婚纱", "铅笔", "自行车", "茶具", "雨伞", "风筝")
_FORMS = ("有限公司", "股份有限公司", "集团有限公司", "有限责任公司")


@dataclass(frozen=True, slots=True)
class Chinese:
    """One company in its own signs, in four parts that are written without a space."""

    town: str
    own: str
    trade: str
    form: str

    @property
    def signs(self) -> str:
        """The name as its papers have it."""
        return self.town + self.own + self.trade + self.form

    @property
    def latin(self) -> str:
        """The name as a list spells it: by sound, the trade translated."""
        words = (_latin(self.town), _latin(self.own), _TRADES[self.trade], "Co., Ltd.")
        return " ".join(word for word in words if word)


Change = Callable[[random.Random, Chinese], Chinese]


def chinese(rng: random.Random) -> Chinese:
    """Give a made-up company; one of four tells no town."""
    own = "".join(rng.choices(_SIGNS, k=rng.choice((2, 2, 2, 2, 3, 4))))
    town = rng.choice(_TOWNS) if rng.random() < 0.75 else ""
    return Chinese(town, own, rng.choice(tuple(_TRADES)), rng.choice(_FORMS))


def whole_name(_: random.Random, listed: Chinese) -> Chinese:
    """Leave the name as it is."""
    return listed


def without_trade(_: random.Random, listed: Chinese) -> Chinese:
    """Leave trade and legal form out."""
    return replace(listed, trade="", form="")


def unknown_trade(rng: random.Random, listed: Chinese) -> Chinese:
    """Tell another trade, in a word that nobody translated."""
    return replace(listed, trade=rng.choice(_UNKNOWN_TRADES))


CHINESE_CHANGES: Sequence[Change] = (whole_name, without_trade, unknown_trade)


def _latin(signs: str) -> str:
    return "".join(syllables_of(signs)).capitalize()
