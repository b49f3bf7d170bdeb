"""A process for one contestant: `python -m benchmarks.documents.worker NAME`.

It reads what to make from its input and answers with seconds and PDFs, pickled. So nothing of the others, and of the
benchmarks only what it needs, is in its memory.
"""

import pickle
import sys
import time
from typing import Any, BinaryIO

from benchmarks.documents import printers, typesetters

CONTESTANTS: dict[str, Any] = {
    "ours": printers.Ours,
    "chromium": printers.Chromium,
    "browser": printers.Browser,
    "office": printers.Office,
    "typst": typesetters.Typst,
    "reportlab": typesetters.ReportLab,
}


def serve(which: str, asked: BinaryIO, answers: BinaryIO) -> None:
    """Prepares, says so, makes when told to, answers with the seconds that making took by the clock."""
    contestant = CONTESTANTS[which]()
    while True:
        try:
            sources = pickle.load(asked)  # noqa: S301 (from our own parent)
        except EOFError:
            return
        prepared = contestant.prepare(sources)
        _answer(answers, "ready")
        pickle.load(asked)  # noqa: S301
        before = time.perf_counter()
        made = contestant.make(prepared)
        _answer(answers, (time.perf_counter() - before, made))


def _answer(answers: BinaryIO, what: object) -> None:
    pickle.dump(what, answers)
    answers.flush()


if __name__ == "__main__":
    serve(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer)
