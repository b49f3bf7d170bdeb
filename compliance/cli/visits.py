"""What the commands do that are for the office: the visits asked for, and the self-checks kept for too long."""

import argparse
from collections.abc import Iterable
from pathlib import Path

from compliance.cli.commands import EXIT_CLEAN, OutputError, opened_office, say, write
from compliance.cli.terminal import at_the_terminal


def list_(options: argparse.Namespace) -> int:
    from compliance.services.handed_over import list_in_words, waiting_visits

    with opened_office() as office:
        visits = waiting_visits(office, at_the_terminal())
    say(list_in_words(visits) if visits else "没有等待上门的预约")
    return EXIT_CLEAN


def show(options: argparse.Namespace) -> int:
    from compliance.services.handed_over import describe, evidence_files, read_handed_over

    with opened_office() as office:
        found = read_handed_over(office, at_the_terminal(), options.number)
        say(describe(found))
        if options.evidence:
            _write_all(options.evidence, evidence_files(office, at_the_terminal(), found))
    return EXIT_CLEAN


def _write_all(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """The files by their names; the folder is made where it isn't there, for nobody else to read."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}：建不了文件夹（{error.strerror}）；请换一个位置") from None
    for name, content in files:
        write(folder / name, content)
        say(f"已写 {folder / name}")


def plan(options: argparse.Namespace) -> int:
    from compliance.services.visits import number_meant, plan_visit

    with opened_office() as office:
        plan_visit(office, at_the_terminal(), number_meant(options.number), options.when)
    say(f"已安排 {number_meant(options.number)}：{options.when}")
    return EXIT_CLEAN


def done(options: argparse.Namespace) -> int:
    from compliance.services.visits import finish_visit, number_meant

    with opened_office() as office:
        finish_visit(office, at_the_terminal(), number_meant(options.number))
    say(f"已记下 {number_meant(options.number)} 已经上门")
    return EXIT_CLEAN


def purge(options: argparse.Namespace) -> int:
    from compliance.services.self_check.keep import purge as purge_checks

    with opened_office() as office:
        say(f"删除了 {purge_checks(office, at_the_terminal())} 次放得太久的自查")
    return EXIT_CLEAN
