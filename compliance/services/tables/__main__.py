"""The process that reads one office file: it comes in at standard input, its suffix as an argument; what stands in its
tables goes out as JSON. Not for people."""

import sys
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

from compliance.apart import limit_process
from compliance.services.tables.grids import TableFileError, read_grids
from compliance.services.tables.read_apart import MEMORY, REFUSED, SECONDS, as_json


def main() -> int:
    """The exit code: 0 with the tables, REFUSED with what to tell the user."""
    warnings.simplefilter("ignore")  # about what openpyxl leaves out, such as pictures
    limit_process(MEMORY, SECONDS)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"upload{sys.argv[1]}"
        path.write_bytes(sys.stdin.buffer.read())
        try:
            said = as_json(read_grids(path))
        except TableFileError as error:
            return _refused(str(error).replace(str(path), "{name}"))
        except MemoryError:
            return _refused("{name}：解开以后太大；请把表格复制到新的文件里")
    sys.stdout.buffer.write(said)
    return 0


def _refused(message: str) -> int:
    sys.stdout.buffer.write(message.encode())
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
