"""What a web page says of itself stands in a plan: `第一范文网`, `以上就是小编…`, `版权所有`.

Such sentences come with a text that was copied from a site. Named are the names of sites that
collect such texts, what their editors say to readers, notices of copyright and source, and what
their pages leave at the end of a part. An address at which residents can look something up, an
account's editor, and material that is given to be read (`印发资料供参考`) are none.

Passes:

    title: 云溪社区2027年工作计划
    tasks: [居民登录社区网站报名。, 公众号小编每周推送一次。, 印发资料，仅供居民参考。]

Fails:

    title: 云溪社区2027年工作计划
    tasks: [以上就是小编为大家整理的工作计划，希望对大家有所帮助。]
"""

from collections.abc import Iterator

from plangen.problems import Words
from plangen.rules.rule import Finding, Rule, at_hit
from plangen.rules.search import hits, searches
from plangen.settings import Settings
from plangen.subject import Subject

_READER = "(?:大家|您|你们?|读者|各位|朋友)"
_TEXT = "(?:本文|全文|此文|文章|文档|原文|范文|[wW]ord|WORD)"
# Signs of which one stands in every match, most of them rare in plans, and the pattern.
_MATTER = searches(
    (
        ("范", "范文(?:网|大全|之家|频道|吧|库|精选|(?<=[篇案划结选用费]范文))"),
        ("之", "之家(?:(?<=公务员之家)|(?<=文秘之家))"),
        ("秘", "秘(?:书网|(?<=文秘)[网站])"),
        ("库", "库(?:网(?<=文库网)|(?<=百度文库))"),
        (
            "编",
            "编(?:(?<=[是面上下站网]小编)|(?<=小编)[为给](?:大家|您|你)?(?:整理|带来|收集|准备|推荐)|辑[：:](?<=[【（(]责任编辑.))",
        ),
        ("版", "版权(?:所有|归|声明)"),
        ("隐省", "此处(?:隐藏|省略)[^，。；\n]{0,3}[0-9]+[^，。；\n]{0,2}字"),
        ("载", f"载(?:(?<=转载)(?:请注明|[须需]注明|自)|(?<=下载){_TEXT}|(?<=点[击此我]下载)$)"),
        ("览", "浏览(?:次数[：:]|量[：:]|(?<=请浏览)(?:本站|更多|下文|全文))"),
        ("阅", "阅读(?:[：:](?<=[荐关伸展]阅读.)|(?<=欢迎阅读)|(?<=欢迎大家阅读))"),
        ("篇", "篇[：:](?<=[上下]一篇.)"),
        ("章", "章(?:[：:推](?<=相关文章.)|(?:来源|出处)[：:]|(?:来源于|来自)(?:网络|互联网))"),
        ("网", "网(?:站地图|友(?:(?<=来源于网友)|(?<=来自网友)))"),
        ("藏", "藏(?:本[站页文](?<=收藏..)|(?<=加入收藏))"),
        ("望", f"望能?(?:对|给|帮到){_READER}的?[^，。；\n]{{0,6}}(?:帮助|启发)"),
        ("仅只", f"供(?<=[仅只]供)(?:站内|会员|学习|{_READER})[^，。；\n]{{0,8}}参考"),
        ("w", r"更多[^，。；\n]{0,16}www\.(?![\w.-]*\.(?:gov|org|edu)\b)"),
        ("页", "第(?:(?<=_第)[0-9]+页|[0-9]+页[ ，,/]*共[0-9]+页)"),
        ("传", "上传(?<=[档文]由用户上传)"),
    )
)


def check(subject: Subject, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001 - rules' own
    """The first of every text."""
    told: set[int] = set()
    for hit in hits(subject, _MATTER):
        if id(hit.text) not in told:
            told.add(id(hit.text))
            found = hit.text.value[max(0, hit.start - 4) : hit.end + 4]
            yield at_hit(
                hit,
                Words(f"“{found}”是网页上的话", f"“{found}” belongs to a web page"),
                Words("请删去", "delete it"),
            )


RULE = Rule(
    "web-matter",
    "warning",
    Words("网页上的话", "what a web page says of itself"),
    """从网站抄来的文字里夹带的网页上的话：`第一范文网`、`以上就是小编……`、`版权所有`。

查范文网站的名称、网站编辑对读者说的话、版权和来源的声明，以及网页在文末、段末留下的字样。供居民查询的网址、公众号的小编、
发给居民参考的资料不算。""",
    check,
)
