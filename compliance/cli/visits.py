"""What the commands do that are for the office: the visits asked for, and the self-checks kept for too long."""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from compliance.cli.commands import EXIT_CLEAN, OutputError, opened_office, say, write
from compliance.cli.parsing import add_command, add_group
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


def register(kinds: Any) -> None:
    """Adds the commands `visits` and `checks` with their own."""
    _add_visits(kinds)
    _add_self_checks(kinds)


def _add_visits(kinds: Any) -> None:
    deeds = add_group(kinds, "visits", "办理企业预约的上门指导")
    add_command(deeds, "list", list_, "列出还没有上门的预约，先提交的在前")
    more = "\n只有企业交出来的才看得到；取消了的，交出的内容已经收回。"
    for_show = add_command(deeds, "show", show, "看一次预约交出了什么：单位、联系人、部门、自查结果", more)
    for_show.add_argument("--evidence", type=Path, metavar="文件夹", help="把证明材料也写到这个文件夹")
    for_plan = add_command(deeds, "plan", plan, "安排上门时间，企业查进展时看得到")
    for_plan.add_argument("--when", required=True, metavar="时间", help="什么时候上门，如 11月25日（周三）上午")
    for_done = add_command(deeds, "done", done, "记下已经上门，企业就可以评价")
    for command in (for_show, for_plan, for_done):
        command.add_argument("number", metavar="编号", help="回执上的编号，如 约〔2026〕1号，也可以写成 2026-1")


def _add_self_checks(kinds: Any) -> None:
    deeds = add_group(kinds, "checks", "管理网站上的自查")
    more = "\n放了多久才删，取环境变量 KEEP_DAYS，默认 30 天；预约了上门的不删。网站每天也会自己删一次。"
    add_command(deeds, "purge", purge, "删除放得太久、没有交出的自查", more)
