"""Names as plans write them: of people, of units in their short and long forms, of places."""

from functools import lru_cache

from plangen.model import Plan
from plangen.rules.patterns import late

# The surnames that most people bear; those that are ordinary words are left out.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢"
    "姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤赖庞樊兰殷"
    "施洪翟安颜倪牛温芦季俞章鲁葛伍申尤毕聂柴焦向柳邢岳齐梅辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄"
    "项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴丛闻党尚乔虞傅卓乐池康郁窦裘盘饶"
)
_COMPOUND = ("欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯")
_LONGEST = 4
_NO_PERSON = late(
    r"(?:[长员警工]|代表|主任|书记|志愿者|组|队|站|所|办|中心|会|社|部|室|处|科|局|委|公司|学校|小学|中学|医院|物业|企业|单位"
    r"|家属|干部|群众|居民|街道|派出所)$"
)
_SHORT_FORMS = (
    ("居民委员会", "居委会"),
    ("村民委员会", "村委会"),
    ("妇女联合会", "妇联"),
    ("残疾人联合会", "残联"),
    ("文学艺术界联合会", "文联"),
    ("科学技术协会", "科协"),
    ("人民调解委员会", "调委会"),
    ("业主委员会", "业委会"),
    ("关心下一代工作委员会", "关工委"),
    ("爱国卫生运动委员会", "爱卫会"),
    ("共青团支部", "团支部"),
    ("社会治安综合治理中心", "综治中心"),
    ("综合治理中心", "综治中心"),
    ("办公室", "办"),
)
_PARTY = late(r"中(?:共|国共产党)(.+?)(?:总支部?委员会|支部委员会|委员会|总支|支部|党委)$")
# How much before 社区 tells its name.
_LONGEST_HEAD = 80
_ABOVE_SIGNS = frozenset("省市区县旗镇乡街处共发于《")
_ABOVE = late(r".*(?:[省市区县旗镇乡街]|街道|办事处|中共|关于印发|关于|《)(?=[\u4e00-\u9fff]{2})")
# The last signs of most names of places, and words that end in them.
PLACE_ENDS = (
    "苑里墅园庄桥湖河江港湾岭坪坡塘浜堡屯营寨坊弄巷路门镇洲洋岛泉溪池沟"
    "渠坝堰岗峰林圩埠厦店铺窑亭寺庙塔陵祠津滨浦沙滩岸山城街村"
)
_ORDINARY = (
    "校园", "公园", "家园", "乐园", "花园", "部门", "专门", "上门", "家门", "热门", "经营", "运营",
    "道路", "公路", "线路", "思路", "出路", "农村", "乡村", "村", "城", "沿街", "临街", "各街",
    "街", "园林", "森林", "邻里", "这里", "那里", "家里", "商店", "门店", "香港", "进入", "深入",
    "走进", "街镇", "乡镇", "城镇", "沿河", "沿路", "小巷", "里弄", "街巷", "窗口", "对口", "高楼",
    "网店",
)  # fmt: skip
_AFTER = late(r"[0-9０-９]{2}|二[〇○零O]|居|党|两委|“两委”|委员会|关于")
_STREETS = ("街道", "镇", "乡")
_STREET = late(r"(?:^|[省市区县中共])([\u4e00-\u9fff]{2,3}?)(?:街道|镇|乡)")
# Words that make of 社区 a kind of community and not a certain one.
GENERIC = late(
    r"和谐|文明|绿色|智慧|平安|示范|学习|创建|建设|健康|幸福|美丽|宜居|无[^锡]|法治|民主|科普|书香|友好|儿童|老年|适老|完整"
    r"|未来|现代|数字|低碳|安全|减灾|防灾|农村|城市|城乡|老旧|星级|标准|品牌|特色|试点|红色|廉洁|清廉|双拥|卫生|就业|国际"
    r"|开展|推进|加强|年|全|各|本|我|该|基层|共建|邻里|服务|街道|辖区|驻区|工作|关于|做好|新型|先进|优秀|模范|养老|家庭"
)


def person(text: str) -> bool:
    """Whether a text is surely the name of a person: 2 to 4 汉字 with a surname at its head."""
    return (
        2 <= len(text) <= _LONGEST  # noqa: PLR2004 - a surname and one sign
        and (text[0] in _SURNAMES or text.startswith(_COMPOUND))
        and (len(text) < _LONGEST or text.startswith(_COMPOUND))
        and is_han(text)
        and _NO_PERSON.search(text) is None
    )


def bare(text: str) -> str:
    """What stands before brackets, without spaces: 张 群（书记） is 张群."""
    for mark in "（(":
        text = text.partition(mark)[0]
    return "".join(text.split())


def post(text: str) -> str:
    """What stands in the brackets at the end of a text, or nothing."""
    if text.endswith(("）", ")")):
        for mark in "（(":
            if mark in text:
                return text[text.index(mark) + 1 : -1]
    return ""


@lru_cache(maxsize=4096)
def short(unit: str) -> str:
    """The short form of a unit's name, by which two spellings of it are the same."""
    if found := _PARTY.fullmatch(unit):
        kind = next(
            (short for long, short in (("总支", "党总支"), ("支部", "党支部")) if long in unit),
            "党委",
        )
        return found[1] + kind
    for long, form in _SHORT_FORMS:
        unit = unit.replace(long, form)
    return unit


def community(text: str, *, certain: bool = False) -> str:
    """The proper name of the community that a title or a unit begins with, such as 云溪; or none.

    It is the name before the first 社区, without those of the places around it. To be `certain`, it
    must look like a place or stand before what only a name stands before.
    """
    head, mark, rest = text.partition("社区")
    if not mark:
        return ""
    name = head[-_LONGEST_HEAD:]
    if not _ABOVE_SIGNS.isdisjoint(name):
        name = _ABOVE.sub("", name)
    if not _can_be_name(name) or (certain and not place(name) and not _AFTER.match(rest)):
        return ""
    return name


def place(name: str) -> bool:
    """Whether what stands before 社区 surely is a name, by its last sign."""
    return _can_be_name(name) and name[-1] in PLACE_ENDS and not name.endswith(_ORDINARY)


def _can_be_name(name: str) -> bool:
    shortest = 2
    return shortest <= len(name) <= _LONGEST and is_han(name) and GENERIC.search(name) is None


def is_han(text: str) -> bool:
    """Whether all signs are 汉字; to compile a class of them takes longer than to look at a name."""
    return all("\u4e00" <= sign <= "\u9fff" for sign in text)


def own_communities(plan: Plan) -> dict[str, None]:
    """The proper names of the communities that make and sign a plan, else those of its title."""
    signers = plan.signature.organizations if plan.signature else ()
    found = {name: None for text in (plan.organization, *signers) if (name := community(text))}
    if not found and (name := community(plan.title, certain=True)):
        found[name] = None
    return found


def own_places(plan: Plan) -> tuple[str, ...]:
    """The proper names of the plan's own community and street, from who makes it and signs it."""
    found = own_communities(plan)
    signers = plan.signature.organizations if plan.signature else ()
    for text in (plan.organization, *signers, plan.title):
        street = _STREET.search(text) if any(word in text for word in _STREETS) else None
        if street and not GENERIC.search(street[1]):
            found[street[1]] = None
    return tuple(found)
