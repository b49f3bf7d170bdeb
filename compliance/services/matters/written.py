"""What people type into forms about matters, read or found wrong."""

from datetime import date


def day_of(text: str) -> date | None:
    """The day as browsers send it («2026-11-21»); None where it is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def day_problem(text: str, first: date = date.min, last: date = date.max, optional: bool = False) -> str | None:
    """What is wrong with a day that has to be from `first` to `last`, in Chinese."""
    if not text.strip():
        return None if optional else "请填写日期"
    day = day_of(text)
    if day is None:
        return "日期写成 2026-11-21 这样"
    if day < first:
        return f"不能早于 {first}"
    return f"不能晚于 {last}" if day > last else None
