"""Rule packs from office's lists, and as tables."""

import argparse
import sys
from datetime import date

from compliance.cli.commands import EXIT_CLEAN, say, write


def draft(options: argparse.Namespace) -> int:
    from compliance.services.tables.drafting import Wanted, draft_pack
    from compliance.services.tables.items import SEVERITY_OF, Defaults

    defaults = Defaults(options.department, SEVERITY_OF.get(options.severity))
    wanted = Wanted(options.id, options.title, options.from_, defaults)
    made = draft_pack(options.file, wanted, date.today())  # noqa: DTZ011  the office's own day
    if options.output:
        write(options.output, made.text.encode())
    else:
        sys.stdout.write(made.text)
    for line in made.lines(options.file):
        say(line, sys.stderr)
    unread = f"{len(made.unread)} 处没有读懂或者没有写，列在上面" if made.unread else "都读懂了"
    say(f"起草了 {made.items} 项，{unread}。请对着原文逐项核对。", sys.stderr)
    return EXIT_CLEAN
