"""The commands of the officer's desk: matters, and enterprises' earlier violations."""

import argparse
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from compliance.cli.commands import EXIT_CLEAN, EXIT_PROBLEMS, opened_office, say
from compliance.cli.parsing import a_number_of_days, add_command, add_group
from compliance.cli.terminal import at_the_terminal


def history_import(options: argparse.Namespace) -> int:
    from compliance.services.history.importing import import_history

    with opened_office() as office:
        done = import_history(office, at_the_terminal(), options.file, options.dry_run)
    for note in done.notes:
        say(f"注意：{note}", sys.stderr)
    for row in done.bad:
        say(f"第 {row.line} 行：{'；'.join(row.reasons)}", sys.stderr)
    if done.bad:
        say(f"共 {done.rows} 行，{len(done.bad)} 行有误，一行也没有导入；请改好再导入")
        return EXIT_PROBLEMS
    there = f"，{done.rows - done.new} 条已经有了" if done.new < done.rows else ""
    deed = "可以导入（这次只是试，没有导入）" if options.dry_run else "导入了"
    say(f"共 {done.rows} 行，{deed} {done.new} 条{there}")
    return EXIT_CLEAN


def list_(options: argparse.Namespace) -> int:
    from compliance.services.matters.reading import MOST_AT_ONCE, OPEN, all_matters, list_in_words

    named = {name: getattr(options, name) for name in ("town", "department", "pack", "urgency")}
    with opened_office() as office:
        before = None if options.older_than is None else office.now() - timedelta(options.older_than)
        wanted = replace(OPEN, **named, opened_before=before)
        found = all_matters(office, at_the_terminal(), wanted, MOST_AT_ONCE + 1)
        say(list_in_words(office, found[:MOST_AT_ONCE]) or "没有这样的事项")
    if len(found) > MOST_AT_ONCE:
        say(f"只列了前 {MOST_AT_ONCE} 件；请用选项缩小范围", sys.stderr)
    return EXIT_CLEAN


def differing(_: argparse.Namespace) -> int:
    from compliance.services.matters.like_cases import describe_differing, differing_cases

    with opened_office() as office:
        found = differing_cases(office, at_the_terminal())
    say(describe_differing(found))
    return EXIT_PROBLEMS if found else EXIT_CLEAN


def purge(options: argparse.Namespace) -> int:
    from compliance.services.matters.keeping import expired_matters, purge_matters

    with opened_office() as office:
        numbers = expired_matters(office) if options.dry_run else purge_matters(office, at_the_terminal())
    deed = "到期、可以删除" if options.dry_run else "删除了到期的"
    say("\n".join([f"{deed}事项 {len(numbers)} 件", *numbers]))
    return EXIT_CLEAN


def register(kinds: Any) -> None:
    """Adds the commands `history` and `matters` with their own."""
    _add_history(kinds)
    _add_matters(kinds)


def _add_history(kinds: Any) -> None:
    more = (
        "\n第一行是列名：统一社会信用代码、名称、事项编号、日期、处理结果、文书号，各一列，先后不限；不在规则里的违法行为，事项编号写“其他”。"
        "\n有一行有误，就一行也不导入；同一个文件再导入一次，什么也不变。导入以后，名单里没有的企业就算没有违法记录，所以要导入全部记录。"
        "\n退出码：0 全部可以导入，1 有的行有误，2 没法做。"
    )
    deeds = add_group(kinds, "history", "企业以前的违法记录")
    for_import = add_command(deeds, "import", history_import, "从表格导入企业以前的违法记录", more)
    for_import.add_argument("file", type=Path, metavar="文件", help="表格，.csv、.xlsx 或 .parquet，一行一条")
    for_import.add_argument("--dry-run", action="store_true", help="只检查，不导入")


def _add_matters(kinds: Any) -> None:
    deeds = add_group(kinds, "matters", "办理中的事项")
    more = "\n超期的在前，再按紧急程度，再按先后。每步的期限、谁可以做，写在 checklists/workflow.yaml 里。"
    for_list = add_command(deeds, "list", list_, "列出没有办结的事项", more)
    for name, meta, help_ in (
        ("--town", "乡镇", "只列这个乡镇的"),
        ("--department", "部门", "只列现在由这个部门负责的"),
        ("--pack", "规则包", "只列这个行业的，写规则包的编号"),
        ("--urgency", "编号", "只列这样紧急的，写 workflow.yaml 里的编号"),
    ):
        for_list.add_argument(name, default="", metavar=meta, help=help_)
    for_list.add_argument("--older-than", type=a_number_of_days, metavar="天数", help="只列受理以来超过这些天的")
    more = "\n退出码：0 没有，1 有。"
    add_command(deeds, "differing", differing, "列出情形一样、结论不同的案件（同案同判）", more)
    more = "\n保存多久由环境变量 MATTER_KEEP_DAYS 设置；违法记录留着，经办的人、步骤和答案都删去。"
    for_purge = add_command(deeds, "purge", purge, "删除办结以后保存期满的事项", more)
    for_purge.add_argument("--dry-run", action="store_true", help="只列出，不删除")
