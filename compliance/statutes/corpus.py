"""A folder of laws' texts, each law by its names and versions."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from compliance.errors import ComplianceError
from compliance.statutes.text import Statute, StatuteTextError, parse_statute

_COUNTRY = "中华人民共和国"


class NoCorpusError(ComplianceError):
    """The folder can't be read as laws' texts."""


@dataclass(frozen=True, slots=True)
class Repeal:
    """Who repealed a law: the newer text's title and version."""

    title: str
    version: date


class Corpus:
    """The texts, each law's versions oldest first."""

    def __init__(self, statutes: Iterable[Statute]) -> None:
        self._versions: dict[str, list[Statute]] = {}
        self._repeals: dict[str, Repeal] = {}
        for each in sorted(statutes, key=lambda each: each.version):
            self._versions.setdefault(_plain(each.title), []).append(each)
            for title in each.repeals:
                self._repeals[_plain(title)] = Repeal(each.title, each.version)

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(self._versions)

    def newest(self, names: Iterable[str]) -> Statute | None:
        """The newest text of the law that has one of the names."""
        versions = self._named(names)
        return versions[-1] if versions else None

    def on(self, names: Iterable[str], day: date) -> Statute | None:
        """The newest text adopted by the day."""
        versions = self._named(names)
        place = bisect_right([each.version for each in versions], day)
        return versions[place - 1] if place else None

    def repeal(self, statute: Statute) -> Repeal | None:
        """What repealed the law after this text; None where no text at hand says so."""
        repeal = self._repeals.get(_plain(statute.title))
        return repeal if repeal and repeal.version > statute.version else None

    def _named(self, names: Iterable[str]) -> list[Statute]:
        return next((found for name in names if (found := self._versions.get(_plain(name)))), [])


def read_corpus(folder: Path) -> Corpus:
    """All laws below the folder, files of another layout left out; raises NoCorpusError."""
    if not folder.is_dir():
        raise NoCorpusError(f"{folder}：没有这个文件夹；--laws 后面写放法律文本的文件夹")
    statutes = [statute for path in sorted(folder.rglob("*.md")) if (statute := _read(path))]
    if not statutes:
        raise NoCorpusError(f"{folder}：里面没有法律文本（LawRefBook 格式的 .md 文件）")
    return Corpus(statutes)


def _read(path: Path) -> Statute | None:
    try:
        return parse_statute(path.read_text(encoding="utf-8-sig"), str(path))
    except StatuteTextError as error:
        raise NoCorpusError(f"{path}：{error}；请改正或者移走这个文件") from None
    except UnicodeDecodeError:
        raise NoCorpusError(f"{path}：不是 UTF-8 编码；请另存为 UTF-8") from None
    except OSError as error:
        raise NoCorpusError(f"{path}：读不到文件（{error.strerror}）；请检查权限") from None


def _plain(title: str) -> str:
    """The title without what citations leave out."""
    return title.replace(" ", "").replace("\u3000", "").removeprefix(_COUNTRY).replace("〈", "《").replace("〉", "》")
