"""How what is typed into a box of the form becomes a value of the file."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from compliance.rulepacks.numerals import article_number, read_number
from compliance.rulepacks.values import ValueFlaw, exact_date, exact_number, plain_number

Reader: TypeAlias = Callable[[str], Any]
"""The value of what was typed, None for nothing; raises ValueFlaw."""
Shower: TypeAlias = Callable[[Any], str | None]
"""What stands in the box for a value of the file, None for a value that no box can show."""
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_ARTICLE = re.compile(r"第?([^第条之]+?)条?(?:之(.+))?")
_TO = re.compile(r"\s*(?:至|到|~|～|—|－)\s*")
_UNITS = re.compile(r"(?:元|倍)$")


def shown(value: Any) -> str | None:
    """Any value that is one, or a list of such, one a line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return plain_number(Decimal(value))
    if isinstance(value, str | date):
        return None if "\r" in str(value) else str(value)
    if isinstance(value, list | tuple):
        return _shown_lines(value)
    return "" if value is None else None


def _shown_lines(values: Any) -> str | None:
    lines = [shown(each) for each in values]
    whole = all(each and "\n" not in each and each == each.strip() for each in lines)
    return "\n".join(map(str, lines)) if whole and not any(isinstance(each, list) for each in values) else None


def text(typed: str) -> str | None:
    return typed.strip() or None


def lines(typed: str) -> list[str] | None:
    return [line.strip() for line in typed.splitlines() if line.strip()] or None


def number(typed: str) -> Decimal | None:
    """Also as laws write them: 1.5万, 五千元."""
    plain = _UNITS.sub("", re.sub(r"[\s,，]", "", typed))
    if not plain:
        return None
    read = Decimal(plain) if _PLAIN.fullmatch(plain) else read_number(plain)
    if read is None:
        raise ValueFlaw(f"「{typed[:40]}」不是数字；写成 10000 或 1万")
    return exact_number(read)


def whole(typed: str) -> int | None:
    read = number(typed)
    if read is None:
        return None
    if read < 0 or read != int(read):
        raise ValueFlaw("应为不小于 0 的整数")
    return int(read)


def share(typed: str) -> Decimal | None:
    """Half is 0.5 or 50%."""
    per_cent = typed.strip().endswith(("%", "％"))
    read = number(typed.strip().rstrip("%％"))
    return read / 100 if read is not None and per_cent else read


def multiples(typed: str) -> list[Decimal] | None:
    """«10 至 20»; of one number both ends."""
    said = [share(each) for each in _TO.split(typed.strip())]
    if said == [None]:
        return None
    if len(said) > 2 or None in said:
        raise ValueFlaw("倍数写成「10 至 20」；百分之几写成「1% 至 5%」")
    return [each for each in (said[0], said[-1]) if each is not None]


def article(typed: str) -> int | str | None:
    """18, 18-1, or 第十八条之一."""
    plain = re.sub(r"\s", "", typed)
    if not plain or re.fullmatch(r"[0-9]+-[0-9]+", plain):
        return plain or None
    match = _ARTICLE.fullmatch(plain)
    found = article_number(*match.groups()) if match else None
    if found is None:
        raise ValueFlaw("条号写成 18；第十八条之一写成 18-1")
    return int(found) if found.isdecimal() else found


def day(typed: str) -> date | None:
    return exact_date(typed.strip()) if typed.strip() else None


def truth(typed: str) -> bool | None:
    return {"true": True, "false": False}.get(typed)


def show_multiples(value: Any) -> str | None:
    said = shown(value)
    return said and said.replace("\n", " 至 ")


def show_ticked(value: Any) -> str | None:
    return "" if value is False else shown(value)


def show_changeable(value: Any) -> str | None:
    return {True: "", False: "不能"}[value] if isinstance(value, bool) else shown(value)


def ticked(typed: str) -> bool | None:
    """Only where it is so; a file that says nothing says no."""
    return True if typed == "true" else None


def changeable(typed: str) -> bool | list[str] | None:
    """Nothing: it can be changed; «不能»; or the options to which it can, one a line."""
    said = lines(typed)
    return False if said in (["不能"], ["false"]) else None if said in (None, ["能"], ["true"]) else said
