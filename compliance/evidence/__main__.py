"""The process that cleans one file: the file comes in at standard input; its media type, a line's end and the clean
file go out. Not for people."""

import sys
import warnings

from pikepdf.settings import set_qpdf_limits

from compliance.apart import limit_process
from compliance.evidence.cleaning import REFUSED, SECONDS
from compliance.evidence.files import EvidenceError
from compliance.evidence.kinds import cleaned

MEMORY = 2**30
"""How much address space the process may have, in bytes."""
UNPACKED = 256 * 2**20
"""How large one compressed part of a PDF may become, in bytes."""


def main() -> int:
    """The exit code: 0 with the clean file, REFUSED with what to tell the user."""
    _limit()
    try:
        evidence = cleaned(sys.stdin.buffer.read())
    except EvidenceError as error:
        return _refused(str(error))
    except MemoryError:
        return _refused("文件展开后太大；请拍成照片后再上传")
    sys.stdout.buffer.write(evidence.media_type.encode() + b"\n" + evidence.content)
    return 0


def _limit() -> None:
    warnings.simplefilter("ignore")  # about broken EXIF and the like, which isn't taken over
    limit_process(MEMORY, SECONDS)
    set_qpdf_limits(flate_max_memory=UNPACKED, run_length_max_memory=UNPACKED, png_max_memory=UNPACKED)


def _refused(message: str) -> int:
    sys.stdout.buffer.write(message.encode())
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
