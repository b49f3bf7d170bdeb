"""One law's text, in the Markdown layout of the public LawRefBook corpus: title, history, then articles line by line.

    # 中华人民共和国行政处罚法

    2021年1月22日 第十三届全国人民代表大会常务委员会第二十五次会议修订

    <!-- INFO END -->

    ## 第一章 总则

    第一条 为了规范……，制定本法。

An article begins a line; each further line is a paragraph (款) of it, or, where it begins with a number in brackets, a
subitem (项) of the paragraph before.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from compliance.rulepacks.numerals import NUMBER, article_number, read_number

END_OF_INFO = "<!-- INFO END -->"

_ARTICLE = re.compile(rf"第({NUMBER})(?:条(?:之({NUMBER}))?[ \u3000\t]+|[ \u3000\t]+条)")  # the blank may be misplaced
_SUBITEM = re.compile(rf"[（(]({NUMBER})[)）]")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_FILE_DAY = re.compile(r"[（(](\d{4})-(\d{2})-(\d{2})[)）]")
_HEADING = re.compile(r"#{1,6}\s*(.*)")
_REPEALS = re.compile(r"[^。；]*同时废止")
_NAMED = re.compile(r"《((?:[^《》]|《[^》]*》)+)》")


@dataclass(slots=True)
class Paragraph:
    """A paragraph (款): its own lines, and its subitems by number."""

    text: str
    subitems: dict[int, str] = field(default_factory=dict)

    @property
    def whole(self) -> str:
        return "\n".join([self.text, *self.subitems.values()])


@dataclass(frozen=True, slots=True)
class Statute:
    """One version of a law. `version`: the day on which this text was adopted or last amended; articles by number,
    第十八条之一 as 18-1; `repeals`: titles of what its text says it replaces."""

    source: str
    title: str
    version: date
    articles: dict[str, tuple[Paragraph, ...]]
    repeals: frozenset[str]


class StatuteTextError(ValueError):
    """A file that has the layout's marks but can't be read as a law; says why, in Chinese."""


def parse_statute(text: str, source: str) -> Statute | None:
    """The law in the text; None where the text hasn't the layout at all, as a read-me file.

    `source`: the file's path; its name may carry the version, `行政处罚法(2021-01-22).md`. Raises StatuteTextError.
    """
    info, mark, body = text.partition(END_OF_INFO)
    title = next((match[1].strip() for line in info.splitlines() if (match := _HEADING.match(line))), "")
    if not mark or not title:
        return None
    articles = _articles(body)
    if not articles:
        raise StatuteTextError("没有找到以“第一条”这样开头的行")
    if (version := _version(info, source)) is None:
        raise StatuteTextError("文件名和文首都没有通过或者修改的日期")
    return Statute(source, title, version, articles, frozenset(_repealed(body)) - {title})


def _articles(body: str) -> dict[str, tuple[Paragraph, ...]]:
    articles: dict[str, list[Paragraph]] = {}
    current: list[Paragraph] | None = None
    for line in map(str.strip, body.splitlines()):
        if not line:
            continue
        if line.startswith("#"):
            current = None
        elif (match := _ARTICLE.match(line)) and (number := article_number(match[1], match[2])):
            current = articles.setdefault(number, [])
            current.append(Paragraph(line[match.end() :]))
        elif current is not None:
            _add(current, line)
    return {number: tuple(paragraphs) for number, paragraphs in articles.items()}


def _add(paragraphs: list[Paragraph], line: str) -> None:
    if (match := _SUBITEM.match(line)) and (number := read_number(match[1])) is not None:
        paragraphs[-1].subitems[int(number)] = line
    else:
        paragraphs.append(Paragraph(line))


def _version(info: str, source: str) -> date | None:
    days = [*_FILE_DAY.findall(source.rpartition("/")[2])][-1:] or _DAY.findall(info)
    return max((date(*map(int, each)) for each in days), default=None)


def _repealed(body: str) -> set[str]:
    return {name for clause in _REPEALS.findall(body) for name in _NAMED.findall(clause)}
