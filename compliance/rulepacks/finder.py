"""A file of kind finder: plain questions that lead an enterprise to its packs and visits."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from compliance.rulepacks.models import Headed
from compliance.rulepacks.parts import Flaw, Name, Part, Text

FINDER_FILE = "finder.yaml"
"""Its name in the folder of checklists."""


class FinderOption(Part):
    """An answer, and what it calls for: packs, or one visit, or nothing."""

    text: Text = Field(description="选项，用店主自己的话写")
    packs: tuple[Name, ...] = Field((), description="选了它要查哪几份负面清单，写编号")
    visit: Name | None = Field(None, description="或者要查哪一件“一件事”，写编号")

    def flaws(self) -> Iterator[Flaw]:
        if self.packs and self.visit:
            yield Flaw(("visit",), "misplaced-key", "packs 和 visit 只写一种：“一件事”单独查，不和别的清单一起选")
        for i, pack in enumerate(self.packs):
            if pack in self.packs[:i]:
                yield Flaw(("packs", i), "duplicate", f"「{pack}」写了两次")

    @property
    def called_for(self) -> tuple[str, ...]:
        """The ids of its packs, or of its visit."""
        return self.packs or ((self.visit,) if self.visit else ())


class FinderQuestion(Part):
    """What an enterprise is asked to find its packs."""

    id: Name = Field(description="编号，本文件里唯一，如 trade")
    ask: Text = Field(description="向企业提的问题，一句话")
    help: Text | None = Field(None, description="给企业的一句说明")
    type: Literal["choice", "choices"] = Field(description="choice 单选、choices 多选")
    options: tuple[FinderOption, ...] = Field(description="选项", min_length=1)

    def flaws(self) -> Iterator[Flaw]:
        texts = [option.text for option in self.options]
        for i, text in enumerate(texts):
            if text in texts[:i]:
                yield Flaw(("options", i, "text"), "duplicate", f"选项「{text}」重复")


class Finder(Headed):
    """A file of kind finder."""

    kind: Literal["finder"] = Field(description="写 finder")
    questions: tuple[FinderQuestion, ...] = Field(description="问题，按问的先后", min_length=1)

    def flaws(self) -> Iterator[Flaw]:
        ids = [question.id for question in self.questions]
        for i, each in enumerate(ids):
            if each in ids[:i]:
                yield Flaw(("questions", i, "id"), "duplicate", f"问题编号「{each}」重复")
