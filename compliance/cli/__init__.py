"""The command line: parse, call one service, print."""

import sys
import traceback
from collections.abc import Sequence

from compliance.cli.arguments import parser
from compliance.cli.commands import EXIT_BAD_INPUT, EXIT_BUG, EXIT_INTERRUPTED, say
from compliance.errors import ComplianceError
from compliance.rulepacks.signatures import demand
from compliance.settings import rule_keys


def main(arguments: Sequence[str]) -> int:
    """Runs one command and returns its exit code: 0 done, 1 problems found, 2 bad input, 3 a bug of ours."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    options = parser().parse_args(arguments)
    try:
        demand(rule_keys())
        return int(options.run(options))
    except ComplianceError as error:
        say(str(error), sys.stderr)
        return EXIT_BAD_INPUT
    except KeyboardInterrupt:
        say("已停下。中断的筛查、批量生成再运行同一条命令就接着做。", sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return EXIT_BAD_INPUT
    except Exception:
        traceback.print_exc()
        say("程序出错，没有得出结论。请把上面的内容发给维护人员。", sys.stderr)
        return EXIT_BUG
