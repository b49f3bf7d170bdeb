"""The laws that papers look up: the register, and the texts where a folder of them is set."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from compliance.documents.definitions import Definition
from compliance.documents.laws import Laws
from compliance.rulepacks.rulebook import Rulebook
from compliance.statutes.corpus import Corpus, read_corpus
from compliance.statutes.uses import Register


def paper_laws(definition: Definition, rulebooks: Iterable[Rulebook], texts: Path | None) -> Laws:
    """The laws registered in the rulebooks, and their texts where the paper prints some; raises NoCorpusError."""
    return all_laws(rulebooks, texts if quotes_laws(definition) else None)


def all_laws(rulebooks: Iterable[Rulebook], texts: Path | None) -> Laws:
    """The laws registered in the rulebooks, and their texts where a folder of them is given; raises NoCorpusError."""
    register = Register.of(file for rulebook in rulebooks for file in rulebook.files)
    return Laws(register, _corpus(texts) if texts else None)


def quotes_laws(definition: Definition) -> bool:
    """Whether the paper prints texts of laws."""
    return any(section.list == "law_texts" for section in definition.sections)


@lru_cache(1)
def _corpus(folder: Path) -> Corpus:
    """Reading takes seconds; new texts are seen after a restart."""
    return read_corpus(folder)
