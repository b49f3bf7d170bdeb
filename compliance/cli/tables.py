"""Rule packs from office's lists, and as tables."""

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import Any

from compliance.cli.commands import EXIT_CLEAN, say, write
from compliance.cli.parsing import a_day, a_name, add_command
from compliance.documents.wording import SEVERITIES


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


def register(deeds: Any) -> None:
    """Adds what of `packs` is about tables."""
    more = "\n没有读懂的在草稿里注明，也列在标准错误输出；一个字也不猜。条款、罚款都没有核对过，用 lint 看还缺什么。"
    for_draft = add_command(deeds, "draft", draft, "由 Excel 或 Word 里的清单起草规则包", more)
    for_draft.add_argument("file", type=Path, metavar="清单", help=".xlsx 或 .docx 文件，里面有一张或几张带列名的表")
    for_draft.add_argument("--id", type=a_name, required=True, metavar="编号", help="规则包的编号，如 demo-signage")
    for_draft.add_argument("--title", type=a_name, required=True, metavar="名称", help="规则包的名称")
    for_draft.add_argument(
        "--from", type=a_day, metavar="日期", dest="from_", help="从哪天起生效；不写就先写今天，并注明"
    )
    for_draft.add_argument("--department", type=a_name, metavar="部门", help="表里没有写的，主管部门都写它")
    for_draft.add_argument(
        "--severity",
        choices=tuple(SEVERITIES.values()),
        metavar="轻重",
        help=f"表里没有写的，轻重都写它：{'、'.join(SEVERITIES.values())}",
    )
    for_draft.add_argument("--output", "-o", type=Path, metavar="文件", help="写到哪里，.yaml；不写就打印出来")
    for_blank = add_command(deeds, "template", template, "做一张空的清单表，填好了可以起草规则包")
    for_blank.add_argument("file", type=Path, metavar="文件", help="写到哪里，.xlsx")
    for_to = add_command(deeds, "to-xlsx", to_xlsx, "把一份负面清单做成法制人员改得了的表")
    for_back = add_command(deeds, "from-xlsx", from_xlsx, "把表里改过的写回规则文件，别的一个字节都不动；列出改了什么")
    for command in (for_to, for_back):
        command.add_argument("pack", type=Path, metavar="规则包", help="负面清单文件")
    for_back.add_argument("file", type=Path, metavar="表", help="packs to-xlsx 由这份规则包做的 .xlsx")
    for_to.add_argument("--output", "-o", type=Path, required=True, metavar="文件", help="写到哪里，.xlsx")
    for_back.add_argument(
        "--output", "-o", type=Path, required=True, metavar="文件", help="新的规则文件写到哪里，.yaml"
    )
