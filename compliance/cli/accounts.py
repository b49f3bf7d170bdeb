"""What the commands about accounts do: the first admin comes from here, the others from the desk."""

import argparse

from compliance.cli.commands import EXIT_CLEAN, opened_office, say
from compliance.services.roles import ROLES


def add(options: argparse.Namespace) -> int:
    from compliance.services.accounts import Profile, create_account

    profile = Profile(options.display or options.name, options.role, options.town, options.department, options.sso)
    with opened_office() as office:
        account, password = create_account(office, options.name, profile)
        say(f"已添加 {account.name}（{ROLES[account.role]}）")
        _tell(password, office.settings.public_url)
    return EXIT_CLEAN


def show(options: argparse.Namespace) -> int:
    from compliance.services.accounts import all_accounts, list_in_words

    with opened_office() as office:
        say(list_in_words(all_accounts(office)) or "还没有账号；用 accounts add 添加第一个管理员")
    return EXIT_CLEAN


def reset(options: argparse.Namespace) -> int:
    from compliance.services.accounts import reset_password

    with opened_office() as office:
        password = reset_password(office, options.name)
        say(f"已重置 {options.name} 的密码，原来的登录都已退出")
        _tell(password, office.settings.public_url)
    return EXIT_CLEAN


def deactivate(options: argparse.Namespace) -> int:
    from compliance.services.accounts import deactivate_account

    with opened_office() as office:
        deactivate_account(office, options.name)
    say(f"已停用 {options.name}，它的登录都已退出；要恢复，用 accounts reset {options.name}")
    return EXIT_CLEAN


def _tell(password: str, address: str) -> None:
    say(f"一次性密码：{password}\n只显示这一次。请在 {address}/desk/ 登录，登录后要马上改成自己的密码。")
