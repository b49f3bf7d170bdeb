"""What the commands about accounts do: the first admin comes from here, the others from the desk."""

import argparse
from typing import Any

from compliance.cli.commands import EXIT_CLEAN, opened_office, say
from compliance.cli.parsing import add_command, add_group, spelled
from compliance.cli.terminal import at_the_terminal
from compliance.services.roles import ROLES


def add(options: argparse.Namespace) -> int:
    from compliance.services.accounts import Profile, create_account

    profile = Profile(options.display or options.name, options.role, options.town, options.department, options.sso)
    with opened_office() as office:
        account, password = create_account(office, at_the_terminal(), options.name, profile)
        say(f"已添加 {account.name}（{ROLES[account.role]}）")
        _tell(password, office.settings.public_url)
    return EXIT_CLEAN


def show(options: argparse.Namespace) -> int:
    from compliance.services.accounts import all_accounts, list_in_words

    with opened_office() as office:
        say(list_in_words(all_accounts(office, at_the_terminal())) or "还没有账号；用 accounts add 添加第一个管理员")
    return EXIT_CLEAN


def reset(options: argparse.Namespace) -> int:
    from compliance.services.accounts import reset_password

    with opened_office() as office:
        password = reset_password(office, at_the_terminal(), options.name)
        say(f"已重置 {options.name} 的密码，原来的登录都已退出")
        _tell(password, office.settings.public_url)
    return EXIT_CLEAN


def deactivate(options: argparse.Namespace) -> int:
    from compliance.services.accounts import deactivate_account

    with opened_office() as office:
        deactivate_account(office, at_the_terminal(), options.name)
    say(f"已停用 {options.name}，它的登录都已退出；要恢复，用 accounts reset {options.name}")
    return EXIT_CLEAN


def _tell(password: str, address: str) -> None:
    say(f"一次性密码：{password}\n只显示这一次。请在 {address}/desk/ 登录，登录后要马上改成自己的密码。")


def register(kinds: Any) -> None:
    """Adds the command `accounts` with its own."""
    deeds = add_group(kinds, "accounts", "管理办公桌（/desk/）的账号")
    for_add = add_command(
        deeds, "add", add, "添加账号，显示一次性密码", "\n第一个管理员这样添加；以后在网页上添加就可以。"
    )
    for_reset = add_command(deeds, "reset", reset, "重置密码，显示新的一次性密码", "\n停用的账号同时恢复使用。")
    for_close = add_command(deeds, "deactivate", deactivate, "停用账号，它的登录都退出")
    for command in (for_add, for_reset, for_close):
        command.add_argument("name", metavar="登录名", help="字母、数字、汉字，可以夹 . - _；不分大小写")
    for_add.add_argument("--role", required=True, choices=tuple(ROLES), metavar="角色", help=spelled(ROLES))
    for_add.add_argument("--display", default="", metavar="姓名", help="显示的姓名，默认和登录名一样")
    for_add.add_argument("--town", default="", metavar="镇街", help="在哪个镇街")
    for_add.add_argument(
        "--department", default="", metavar="部门", help="只看这个部门的，名称和规则里的一样；不写就都看"
    )
    for_add.add_argument("--sso", default="", metavar="标识", help="统一认证标识，用统一认证登录才要")
    add_command(deeds, "list", show, "列出全部账号")
