"""Whether the audit log is whole, and what stands in it."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from compliance.cli.commands import EXIT_CLEAN, EXIT_PROBLEMS, say
from compliance.cli.parsing import a_day, add_command, add_group
from compliance.settings import Settings

if TYPE_CHECKING:
    from compliance.store.database import Store


def verify(options: argparse.Namespace) -> int:
    from compliance.services.audit_log import Anchor, Broken, is_guarded, verify_log

    expect = Anchor.read(options.expect) if options.expect else None
    with _store() as store:
        found, guarded = verify_log(store, expect), is_guarded(store)
    if isinstance(found, Broken):
        say(f"日志被动过：第 {found.number} 条{found.why}")
        return EXIT_PROBLEMS
    say(f"日志完整，共 {found.number} 条，最后一条是\n{found}" if found else "日志完整，还没有记录")
    if not guarded:
        say("数据库里防改动的触发器不见了，或者关着；请查明是谁、为什么，再从备份恢复数据库", sys.stderr)
    return EXIT_CLEAN if guarded else EXIT_PROBLEMS


def list_(options: argparse.Namespace) -> int:
    from compliance.services.audit_log import list_log

    with _store() as store:
        for line in list_log(store, options.about, options.who, options.since):
            say(line)
    return EXIT_CLEAN


@contextmanager
def _store() -> Iterator["Store"]:
    """The installation's database, up to date; its rules don't matter here."""
    from compliance.store.database import Store

    store = Store(Settings.from_environment().database_url)
    store.migrate()
    try:
        yield store
    finally:
        store.close()


def register(kinds: Any) -> None:
    """Adds the command `audit` with its own."""
    deeds = add_group(kinds, "audit", "查谁在什么时候看了、改了什么，有没有人改过这份日志")
    more = (
        "\n最后一条的编号和校验值请定期抄到数据库管理员碰不到的地方（如纸质登记簿），下次用 --expect 核对。"
        "\n退出码：0 完整，1 被动过，2 没法检查。"
    )
    for_verify = add_command(deeds, "verify", verify, "从头核对日志，找出第一条不对的", more)
    for_verify.add_argument("--expect", metavar="编号:校验值", help="以前抄下的，看日志里现在还是不是它")
    for_list = add_command(deeds, "list", list_, "列出日志，先发生的在前")
    for_list.add_argument("--about", default="", metavar="编号", help="只看哪一件，如 约〔2026〕1号、清导〔2026〕1号")
    for_list.add_argument("--who", default="", metavar="谁", help="只看谁做的，照日志里的写法")
    for_list.add_argument("--since", type=a_day, metavar="日期", help="从哪一天起")
