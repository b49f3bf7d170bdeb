"""A command line that speaks Chinese: the parser, and what every command's arguments are made with."""

import argparse
import re
import sys
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NoReturn

from compliance.cli.commands import EXIT_BAD_INPUT, say
from compliance.rulepacks.parts import read_name
from compliance.rulepacks.values import ValueFlaw, case_day


class Parser(argparse.ArgumentParser):
    """argparse that speaks Chinese."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(add_help=False, formatter_class=_Formatter, **settings)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        for pattern, text in _ARGPARSE_MESSAGES:
            message = re.sub(pattern, text, message)
        say(f"{message}\n用 {self.prog} --help 看用法。", sys.stderr)
        sys.exit(EXIT_BAD_INPUT)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：")


_ARGPARSE_MESSAGES = (
    (r"the following arguments are required: (.*)", r"缺少：\1"),
    (r"unrecognized arguments: (.*)", r"不认识的参数：\1"),
    (r"argument ([^:]+): expected one argument", r"\1 后面要写一个值"),
    (r"argument ([^:]+): expected at least one argument", r"\1 后面至少要写一个值"),
    (r"argument ([^:]+): invalid choice: '?([^']*)'? \(choose from (.*)\)", r"\1 没有「\2」；可以是 \3"),
    (r"argument ([^:]+): (.*)", r"\1：\2"),
)


def a_day(text: str) -> date:
    """A day of a case, as `type` of an argument."""
    try:
        return case_day(date.fromisoformat(text))
    except ValueFlaw as flaw:
        raise argparse.ArgumentTypeError(f"「{text}」{flaw}") from None
    except ValueError:
        raise argparse.ArgumentTypeError(f"「{text}」不是日期；日期写成 2026-01-31") from None


def a_name(text: str) -> str:
    """An id or a name, as `type` of an argument."""
    try:
        return read_name(text)
    except ValueFlaw as flaw:
        raise argparse.ArgumentTypeError(str(flaw)) from None


def a_number_of_days(text: str) -> int:
    """A number of days, as `type` of an argument."""
    if not text.isascii() or not text.isdecimal() or int(text) > 36500:
        raise argparse.ArgumentTypeError(f"「{text}」不是天数；天数写成 30")
    return int(text)


def add_command(kinds: Any, name: str, run: Callable[[argparse.Namespace], int], help_: str, more: str = "") -> Parser:
    """A command that runs `run`; `more` is what its own help says beside `help_`."""
    command: Parser = kinds.add_parser(name, help=help_, description=f"{help_}。{more}")
    command.set_defaults(run=run)
    return command


def add_group(kinds: Any, name: str, help_: str) -> Any:
    """A command that has commands of its own."""
    group = kinds.add_parser(name, help=help_, description=f"{help_}。")
    return group.add_subparsers(
        title="命令", metavar="命令", required=True, dest="命令", parser_class=Parser, prog=group.prog
    )


def spelled(names: Mapping[str, str]) -> str:
    """Words to choose from, each with what it means."""
    return "、".join(f"{name} {text}" for name, text in names.items())
