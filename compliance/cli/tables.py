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


def to_xlsx(options: argparse.Namespace) -> int:
    from compliance.services.tables.pack_table import pack_to_xlsx

    write(options.output, pack_to_xlsx(options.pack, date.today()))  # noqa: DTZ011
    say(f"已生成 {options.output}；改好以后用 packs from-xlsx 写回去")
    return EXIT_CLEAN


def from_xlsx(options: argparse.Namespace) -> int:
    from compliance.services.tables.take_back import take_back

    text, found = take_back(options.pack, options.file)
    write(options.output, text)
    say(str(found))
    return EXIT_CLEAN


def template(options: argparse.Namespace) -> int:
    from compliance.services.tables.template import template_xlsx

    write(options.file, template_xlsx(date.today()))  # noqa: DTZ011
    say(f"已生成 {options.file}；填好以后用 packs draft 起草规则包")
    return EXIT_CLEAN
