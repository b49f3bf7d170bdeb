"""The lawyers' guide as something to be done: its steps read out of the Markdown.

What counts as a step, in a section that says who takes it (*法制人员做*), in the order of the text:

    打开 `/desk/`                      a page
    点 **保存**                        a link, a button or what opens
    在 **例子** 里，点 **加一个例子**      one of several of that name; until the sentence's end
    填 **登录名**、**密码**              what only who is walking knows, or sees
    填 **来源**：`公报`
    把 **规则文件** 里的 `version:` 一行改成 `version: "2"`
    选 **是**                          an answer
    一直点 **继续**，直到 **查看结果**     pressing until that is on the page
    | 例子 | 名称 | `甲` |               what is filled in where
    > 已经保存。                        what the page says
    ```yaml                           what stands in the page's text
    **改了什么**                       anything else in bold is to be found on the page
"""

import re
from dataclasses import dataclass
from pathlib import Path

WHOLE = "最上面"
"""In a table: not in one part of the page, but in the page."""
_SECTION = re.compile(r"^## (.+)$", re.M)
ROLE = re.compile(r"^\*(\S+)做\*$", re.M)
CODE = re.compile(r"`([^`]+)`")
STEP = re.compile(
    r"""打开\ `(?P<go>/[^`]*)`
    |在\ (?P<scope>\*\*[^*]+\*\*(?:\ 的\ \*\*[^*]+\*\*)*)\ 里
    |填\ \*\*(?P<label>[^*]+)\*\*：`(?P<value>[^`]+)`
    |填\ (?P<fill>\*\*[^*]+\*\*(?:、\*\*[^*]+\*\*)*)
    |把\ \*\*(?P<area>[^*]+)\*\*\ 里的\ `(?P<old>[^`]+)`\ 一行改成\ `(?P<new>[^`]+)`
    |一直点\ \*\*(?P<again>[^*]+)\*\*，直到\ \*\*(?P<until>[^*]+)\*\*
    |点(?:开)?\ \*\*(?P<press>[^*]+)\*\*
    |选\ \*\*(?P<pick>[^*]+)\*\*
    |\*\*(?P<named>[^*]+)\*\*""",
    re.X,
)
BOLD = re.compile(r"\*\*([^*]+)\*\*")


@dataclass(frozen=True)
class Section:
    """`role`: who takes its steps; empty where there are none."""

    title: str
    role: str
    text: str

    def blocks(self, language: str) -> list[str]:
        return re.findall(rf"```{language}\n(.*?)```", self.text, re.DOTALL)

    @property
    def quoted(self) -> list[str]:
        return [line[2:].strip() for line in self.text.splitlines() if line.startswith("> ") and line[2:].strip()]

    @property
    def rows(self) -> list[list[str]]:
        return [cells_of(line) for line in self.text.splitlines() if line.startswith("|")]


def read_guide(path: Path) -> list[Section]:
    _, *parts = _SECTION.split(path.read_text(encoding="utf-8"))
    return [Section(title, _role(text), text) for title, text in zip(parts[::2], parts[1::2], strict=True)]


def _role(text: str) -> str:
    found = ROLE.search(text)
    return found[1] if found else ""


def cells_of(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|\n").split("|")]


def plain(text: str) -> str:
    """As one reads it: runs of blanks and line ends don't count."""
    return re.sub(r"\s+", "", text)
