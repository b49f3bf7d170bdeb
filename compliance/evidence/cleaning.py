"""Cleaning a file away from the site: in a process of its own, with little time, little memory and no secrets.

Whoever uploads a file chooses what the readers of pictures and PDFs, written in C, get to read. What one does to them
stays in that process. It also reads pictures by its own settings: WeasyPrint has Pillow make do with half a picture.
"""

import logging
import subprocess

from compliance.apart import run_apart
from compliance.evidence.files import MAX_BYTES, SUFFIXES, Evidence, EvidenceError

SECONDS = 30
"""How long a file may take."""
REFUSED = 10
"""The process's exit code where the file isn't taken."""


def clean(content: bytes) -> Evidence:
    """The photo or PDF with nothing in it but what is seen; raises EvidenceError."""
    try:
        done = _run(content[: MAX_BYTES + 1])
    except subprocess.TimeoutExpired:
        raise EvidenceError("文件太复杂，处理不完；请拍成照片后再上传") from None
    if done.returncode == REFUSED:
        raise EvidenceError(done.stdout.decode())
    if done.returncode:
        logging.getLogger(__name__).error("cleaning ended with %s: %s", done.returncode, done.stderr[-2000:])
        raise EvidenceError("文件处理不了；请重新拍成照片后再上传")
    media_type, _, cleaned = done.stdout.partition(b"\n")
    return Evidence(_known(media_type.decode()), cleaned)


def _run(content: bytes) -> subprocess.CompletedProcess[bytes]:
    return run_apart("compliance.evidence", content, SECONDS)


def _known(media_type: str) -> str:
    assert media_type in SUFFIXES
    return media_type
