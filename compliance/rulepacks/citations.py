"""Citations in words."""

from collections.abc import Iterator
from functools import lru_cache

from pydantic import ValidationError

from compliance.rulepacks.conditions import Condition, tests_in
from compliance.rulepacks.models import Citation
from compliance.rulepacks.numerals import numeral


def citation_text(citation: Citation) -> str:
    """«《某法》第十八条之一第二款第四项»."""
    return _text(citation.law, citation.article, citation.paragraph, citation.subitem)


def place_text(citation: Citation) -> str:
    """«第二款第四项», the place within the article; empty where the whole is meant."""
    return _place(citation.paragraph, citation.subitem)


@lru_cache(16_384)  # a result tells of hundreds of items, each with a few
def _text(law: str, article: str, paragraph: int | None, subitem: int | None) -> str:
    return _title(law) + article_text(article) + _place(paragraph, subitem)


def _place(paragraph: int | None, subitem: int | None) -> str:
    first = f"第{numeral(paragraph)}款" if paragraph else ""
    return first + (f"第{numeral(subitem)}项" if subitem else "")


def citation_of(article: str) -> Citation | None:
    """The citation that «食品安全法 124», the form of item.articles, stands for; None for anything else."""
    law, _, number = article.rpartition(" ")
    try:
        return Citation.model_validate({"law": law, "article": number})
    except ValidationError:
        return None


def names_in(condition: Condition, fact: str) -> Iterator[str]:
    """What the tests of the fact, one that is a set of names, name."""
    for test in tests_in(condition):
        if test.fact == fact:
            yield from (str(each) for each in (test.operand if isinstance(test.operand, tuple) else (test.operand,)))


def article_text(article: str) -> str:
    """«第十八条之一» for 18-1."""
    head, _, tail = article.partition("-")
    return f"第{numeral(int(head))}条" + (f"之{numeral(int(tail))}" if tail else "")


def _title(law: str) -> str:
    inner = law[1:-1] if law.startswith("《") and law.endswith("》") else law
    return f"《{inner.replace('《', '〈').replace('》', '〉')}》"
