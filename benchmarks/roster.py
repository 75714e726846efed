"""The roster of a batch, a row for each invented community, and what each row puts into texts.

Peers that run inside a clock import this module, so it imports nothing that is slow to load.
"""

import csv
import os
from collections.abc import Iterator

COLUMNS = ("街道", "社区", "书记", "主任", "民警", "网格长", "电话", "户数", "人口", "网格数")
NAME = "{{ 街道 }}/{{ 社区 }}2027年工作计划"
MOST = 14_400

Row = dict[str, str]

_STREET = 16
_FIRST = "云柳清望青石梅松竹兰桃杏荷桂枫榆栖鹤鹭雁溪澄碧锦安宁和瑞祥禾"
_LAST = "溪岸河江山桥园林泉湖湾洲坪岭亭台阁塘田垄渡井坡原庄屯堤浦苑里"
_SURNAMES = "沈陶温何范宋莫龚秦许苏顾白严方孟"
_GIVEN = ("文澜", "敬言", "启程", "玉枝", "立群", "晓棠", "建平", "德顺", "知夏", "云舒", "远山")


def make_rows(count: int) -> list[Row]:
    """Invented communities, 16 to a street; no two have the same street and name.

    Raises:
        ValueError: there are not so many names.
    """
    if count > MOST:
        raise ValueError(f"{count} rows are more than {MOST}")
    return [_row(number) for number in range(count)]


def _row(number: int) -> Row:
    street, place = divmod(number, _STREET)
    across, down = divmod(street, len(_FIRST))
    values = (
        f"{_FIRST[down]}{_LAST[across]}街道",
        f"{_FIRST[(down + place) % len(_FIRST)]}{_LAST[(across + 7 * place + 1) % len(_LAST)]}社区",
        *(_person(number * 4 + post) for post in range(4)),
        f"000-{60000000 + number * 37}",
        str(900 + number * 53 % 4100),
        str(2400 + number * 131 % 11_000),
        str(4 + number % 19),
    )
    return dict(zip(COLUMNS, values, strict=True))


def _person(number: int) -> str:
    return _SURNAMES[number % len(_SURNAMES)] + _GIVEN[number * 7 % len(_GIVEN)]


def write_rows(path: str, rows: list[Row]) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


def read_rows(path: str) -> list[Row]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fill(text: str, row: Row) -> str:
    """The text with a row's values, as the simplest program would put them in."""
    for name, value in row.items():
        text = text.replace(f"{{{{ {name} }}}}", value)
    return text


def targets(rows: list[Row], folder: str) -> Iterator[tuple[Row, str]]:
    """Each row and where its document goes; the folders above it are made."""
    made: set[str] = set()
    for row in rows:
        path = os.path.join(folder, fill(NAME, row) + ".docx")
        above = os.path.dirname(path)
        if above not in made:
            os.makedirs(above, exist_ok=True)
            made.add(above)
        yield row, path
