"""Citations in words."""

from compliance.rulepacks.models import Citation
from compliance.rulepacks.numerals import numeral


def citation_text(citation: Citation) -> str:
    """«《某法》第十八条之一第二款第四项»."""
    return _title(citation.law) + article_text(citation.article) + place_text(citation)


def place_text(citation: Citation) -> str:
    """«第二款第四项», the place within the article; empty where the whole is meant."""
    paragraph = f"第{numeral(citation.paragraph)}款" if citation.paragraph else ""
    return paragraph + (f"第{numeral(citation.subitem)}项" if citation.subitem else "")


def article_text(article: str) -> str:
    """«第十八条之一» for 18-1."""
    head, _, tail = article.partition("-")
    return f"第{numeral(int(head))}条" + (f"之{numeral(int(tail))}" if tail else "")


def _title(law: str) -> str:
    inner = law[1:-1] if law.startswith("《") and law.endswith("》") else law
    return f"《{inner.replace('《', '〈').replace('》', '〉')}》"
