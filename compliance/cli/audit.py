"""Whether the audit log is whole, and what stands in it."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from compliance.cli.commands import EXIT_CLEAN, EXIT_PROBLEMS, say
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
