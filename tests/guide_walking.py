"""The lawyers' guide as something to be done: its steps read out of the Markdown and taken on the real pages.

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
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from lxml import html
from werkzeug.datastructures import MultiDict

WHOLE = "最上面"
MOST_PAGES = 30
_SECTION = re.compile(r"^## (.+)$", re.M)
_ROLE = re.compile(r"^\*(\S+)做\*$", re.M)
_CODE = re.compile(r"`([^`]+)`")
_STEP = re.compile(
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
_BOLD = re.compile(r"\*\*([^*]+)\*\*")


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
        return [_cells(line) for line in self.text.splitlines() if line.startswith("|")]


def read_guide(path: Path) -> list[Section]:
    _, *parts = _SECTION.split(path.read_text(encoding="utf-8"))
    return [Section(title, _role(text), text) for title, text in zip(parts[::2], parts[1::2], strict=True)]


def _role(text: str) -> str:
    found = _ROLE.search(text)
    return found[1] if found else ""


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|\n").split("|")]


def plain(text: str) -> str:
    """As one reads it: runs of blanks and line ends don't count."""
    return re.sub(r"\s+", "", text)


class Walker:
    """Somebody at a browser without scripts, who does what a section of the guide says."""

    def __init__(self, client: FlaskClient, **secrets: Callable[["Walker"], str]) -> None:
        """`been`: all pages in their order. `secrets`: what is typed where the guide gives no value, by labels."""
        self.client, self.secrets = client, secrets
        self.path, self.status = "", 0
        self.been: list[str] = []
        self.page: Any = None

    def follow(self, section: Section) -> None:
        fenced: list[str] | None = None
        for line in section.text.splitlines():
            try:
                if line.startswith("```"):
                    fenced = [] if fenced is None else self._has_text(fenced)
                elif fenced is not None:
                    fenced.append(line)
                elif not _ROLE.match(line):
                    self._line(line)
            except AssertionError as error:
                raise AssertionError(f"{section.title}：{line}\n{self.path} ({self.status})：{error}") from None

    def go(self, path: str) -> None:
        self._at(self.client.get(path, follow_redirects=True))

    def _has_text(self, lines: list[str]) -> None:
        """The text that is edited on the page has these lines."""
        typed = "".join(str(each.text) for each in self.page.iter("textarea"))
        assert "\n".join(lines) in typed, "文字里没有这一段"

    def _line(self, line: str) -> None:
        if line.startswith("> "):
            self.sees(line[2:])
        elif line.startswith("|"):
            where, name, value = _cells(line)
            if _CODE.search(value):
                self.fill(where.split(" › ") if where != WHOLE else [], name, _CODE.findall(value))
        else:
            for sentence in line.split("。"):
                self.do(sentence)

    def do(self, sentence: str) -> None:
        scope: list[str] = []
        for step in _STEP.finditer(sentence):
            said = {name: value for name, value in step.groupdict().items() if value}
            match said:
                case {"go": path}:
                    self.go(path)
                case {"scope": names}:
                    scope = _BOLD.findall(names)
                    self.part(scope)
                case {"label": label, "value": value}:
                    self.fill(scope, label, [value])
                case {"fill": names}:
                    for name in _BOLD.findall(names):
                        self.fill(scope, name, [self.secrets[name](self)])
                case {"area": area, "old": old, "new": new}:
                    self.change_line(area, old, new)
                case {"press": label}:
                    self.press(scope, label)
                case {"again": label, "until": words}:
                    self.press_until(label, words)
                case {"pick": label}:
                    self.pick(scope, label)
                case {"named": label}:
                    self.sees(label)

    def sees(self, words: str) -> None:
        assert plain(words) in plain(self.text), f"没有「{words}」"

    @property
    def text(self) -> str:
        """All that is seen on the page, with what stands in its fields before anything is typed."""
        words = self.page.xpath("//text()[not(ancestor::*[@hidden])] | //@placeholder | //@aria-label")
        return "".join(map(str, words))

    def part(self, scope: list[str]) -> Any:
        """The part of the page under these headings, one in another; the whole for none."""
        found = self.page
        for name in scope:
            found = _first(_parts(found, name), f"没有「{name}」这一部分")
        return found

    def fill(self, scope: list[str], name: str, values: list[str]) -> None:
        control = _first(_controls(self.part(scope), name), f"「{' › '.join(scope)}」里没有「{name}」这一栏")
        if control.tag == "select":
            options = {plain(each.text_content()): each.get("value") for each in control.iter("option")}
            near = [value for said, value in options.items() if re.split("[（(]", said)[0] == plain(values[0])]
            control.value = _first(near, f"「{name}」里没有「{values[0]}」可选")
        elif control.tag == "textarea":
            control.text = "\n" + "\n".join(values)
        else:
            (control.attrib["value"],) = values

    def change_line(self, area: str, old: str, new: str) -> None:
        control = _first(_controls(self.page, area), f"没有「{area}」")
        control.text, times = re.subn(rf"^{re.escape(old)}.*$", lambda _: new, control.text, count=1, flags=re.M)
        assert times == 1, f"「{area}」里没有以「{old}」开头的一行"

    def pick(self, scope: list[str], label: str) -> None:
        control = _first(_controls(self.part(scope), label), f"没有「{label}」可选")
        control.set("checked", "checked")

    def press(self, scope: list[str], label: str) -> None:
        part = self.part(scope)
        found = [
            each
            for each in part.xpath(".//a[@href] | .//button | .//summary")
            if plain(label) in (plain(each.text_content()), *(plain(b.text_content()) for b in each.iter("b")))
        ]
        pressed = _first(found, f"没有「{label}」可点")
        if pressed.tag == "a":
            self.go(pressed.get("href"))
        elif pressed.tag == "button":
            self._send(pressed)

    def press_until(self, label: str, words: str) -> None:
        for _ in range(MOST_PAGES):
            if plain(words) in plain(self.text):
                return
            self.press([], label)
        raise AssertionError(f"点了 {MOST_PAGES} 次「{label}」，没有到「{words}」")

    def preview(self, draft: str, how: str, text: str, item: str) -> str:
        """The words of the item of the text as the editor's script has it shown."""
        said = {"csrf_token": self.page.xpath("//input[@name='csrf_token']/@value")[0], "text": text, "item": item}
        answer = self.client.post(f"/desk/rule-drafts/{draft}/preview/{how}", data=said)
        return str(html.fromstring(answer.json["html"]).text_content())

    def _send(self, button: Any) -> None:
        form = _first(button.xpath("ancestor::form"), "按钮不在表单里")
        assert not button.xpath("ancestor-or-self::*[@disabled]"), "按钮不能点"
        sent = MultiDict(_sent(form))
        if button.get("name"):
            sent[button.get("name")] = button.get("value", "")
        address = button.get("formaction") or form.get("action") or self.path
        self._at(self.client.post(address.split("#")[0], data=sent, follow_redirects=True))

    def _at(self, answer: Any) -> None:
        self.path, self.status = answer.request.path, answer.status_code
        self.been.append(self.path)
        self.page = html.fromstring(answer.text)


def _sent(form: Any) -> Iterator[tuple[str, str]]:
    """What the form sends as it stands; nothing of a disabled part."""
    for control in form.xpath(".//input | .//select | .//textarea"):
        kind, name = control.get("type", ""), control.get("name")
        if not name or control.xpath("ancestor-or-self::*[@disabled]") or kind in ("file", "submit"):
            continue
        if kind in ("radio", "checkbox") and control.get("checked") is None:
            continue
        if control.tag == "textarea":
            yield name, (control.text or "").removeprefix("\n").replace("\n", "\r\n")
        elif control.tag == "select":
            yield name, control.value or ""
        else:
            yield name, control.get("value") or ("on" if kind == "checkbox" else "")


def _parts(found: Any, name: str) -> list[Any]:
    titled = found.xpath(".//fieldset/legend | .//details/summary | .//section/h2")
    return [each.getparent() for each in titled if plain(name) in _said(each)]


def _said(label: Any) -> tuple[str, str]:
    """A label's words, with and without what stands behind them in another type."""
    return plain(label.text_content()), plain(label.text or "")


def _controls(found: Any, name: str) -> Iterator[Any]:
    """Controls by their label, by what stands in them, or by the bold word before them."""
    wanted = plain(name)
    for label in found.xpath(".//label"):
        if wanted in _said(label):
            yield from found.xpath(".//*[@id=$id]", id=label.get("for"))
    yield from found.xpath(".//*[@placeholder=$name]", name=name)
    for word in found.xpath(".//*[@class='test']/b"):
        if plain(word.text_content()) == wanted:
            yield from word.getparent().xpath(".//select | .//input[not(@type='hidden')]")


def _first(found: Any, trouble: str) -> Any:
    for each in found:
        return each
    raise AssertionError(trouble)
