"""Which articles of a law were amended: written as people do, kept as «18-1 33 50..53», empty for all of them."""

import re

from compliance.rulepacks.citations import article_text
from compliance.rulepacks.numerals import article_order
from compliance.services.law_uses import article_named

_BETWEEN = re.compile(r"[\s、，,；;和及]+")
_RANGE = re.compile("[至到~～—–]+")
_ALL = ("全文", "全部")
_TO = ".."


def read_articles(said: str) -> str:
    """The articles as they are kept; raises UnknownLawError for what is no article."""
    words = [each for each in _BETWEEN.split(said.strip()) if each and each not in _ALL]
    parts = dict.fromkeys(_TO.join(article_named(end) for end in _RANGE.split(each, maxsplit=1)) for each in words)
    return " ".join(sorted(parts, key=lambda part: article_order(part.partition(_TO)[0])))


def is_among(article: str, articles: str) -> bool:
    """Whether the article is one of them; 18-1 lies between 18 and 19."""
    return not articles or any(_covers(part, article) for part in articles.split())


def in_words(articles: str) -> str:
    """«第十八条之一、第五十条至第五十三条», or 全文."""
    return "、".join("至".join(map(article_text, part.split(_TO))) for part in articles.split()) or "全文"


def _covers(part: str, article: str) -> bool:
    first, _, last = part.partition(_TO)
    if not last:
        return article == first
    order, end = article_order(article), article_order(last)
    return article_order(first) <= order and order[: len(end)] <= end
