"""The processor time of a server with its workers."""

from pathlib import Path


def processor_time(process: int) -> float:
    """Milliseconds so far of the process and of those that it started; Linux keeps count to the nanosecond."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    return sum(_nanoseconds(each) for each in (str(process), *children)) / 1e6


def _nanoseconds(process: str) -> int:
    tasks = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(task.read_text(encoding="ascii").split()[0]) for task in tasks)
