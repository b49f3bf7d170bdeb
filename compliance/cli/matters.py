"""The commands of the officer's desk: matters, and enterprises' earlier violations."""

import argparse
import sys
from dataclasses import replace
from datetime import timedelta

from compliance.cli.commands import EXIT_CLEAN, EXIT_PROBLEMS, opened_office, say
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
