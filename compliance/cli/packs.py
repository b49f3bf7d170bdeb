"""Rule packs: what two versions say differently, who signed them, and those that are published from the desk."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from compliance.cli import tables
from compliance.cli.commands import EXIT_CLEAN, EXIT_PROBLEMS, file_bytes, opened_office, say
from compliance.cli.parsing import add_command, add_group
from compliance.cli.terminal import at_the_terminal
from compliance.errors import ComplianceError
from compliance.settings import rule_keys


def compare(options: argparse.Namespace) -> int:
    from compliance.services.comparing import compare_files

    found = compare_files(options.old, options.new)
    say(json.dumps(found.as_json(), ensure_ascii=False, indent=2) if options.json else str(found))
    return EXIT_CLEAN


def keys(options: argparse.Namespace) -> int:
    from compliance.rulepacks.signatures import make_keys

    name = make_keys(options.private, options.public, _password(options))
    say(f"密钥 {name}：私钥在 {options.private}（签名用，收好，不要给人），公钥在 {options.public}（给要核对签名的人）")
    return EXIT_CLEAN


def sign(options: argparse.Namespace) -> int:
    from compliance.services.sign_packs import sign_packs

    name, signed = sign_packs(options.paths, options.key, _password(options))
    say(f"用密钥 {name} 签了 {len(signed)} 个文件；签名在旁边的 .sig 文件里，要和规则一起发出去")
    return EXIT_CLEAN


def verify(options: argparse.Namespace) -> int:
    from compliance.services.sign_packs import verify_packs

    trusted = options.keys or rule_keys()
    if not trusted:
        raise ComplianceError("请用 --keys 写明信任哪些公钥，或者设 RULE_KEYS")
    found = verify_packs(options.paths, trusted)
    for each in found:
        say(each.why or f"{each.path}：{'、'.join(each.signers)} 签名", sys.stderr if each.why else None)
    bad = sum(not each.signers for each in found)
    say(f"{len(found)} 个文件，{f'{bad} 个没有可信的签名' if bad else '都有可信的签名'}")
    return EXIT_PROBLEMS if bad else EXIT_CLEAN


def import_(options: argparse.Namespace) -> int:
    from compliance.services.publishing.files import import_files

    with opened_office() as office:
        found = import_files(office, at_the_terminal(), options.paths)
        address = office.settings.public_url
    for each in found:
        said = f"建了「{each.pack}」的草稿" if each.draft else f"和现在的「{each.pack}」一字不差，没有建草稿"
        say(f"{each.path}：{said}")
    if any(each.draft for each in found):
        say(f"还没有发布：请法制人员在 {address}/desk/packs 提交，再由另一位审核人员审核")
    return EXIT_CLEAN


def export(options: argparse.Namespace) -> int:
    from compliance.services.publishing.files import export_files

    with opened_office() as office:
        written = export_files(office, options.folder, options.packs)
    say("\n".join([f"写了 {len(written)} 个文件", *map(str, written)]))
    return EXIT_CLEAN


def states(_: argparse.Namespace) -> int:
    from compliance.services.publishing.states import pack_states, states_in_words

    with opened_office() as office:
        say(states_in_words(pack_states(office)))
    return EXIT_CLEAN


def report(options: argparse.Namespace) -> int:
    from compliance.services.batch.progress import shown_on
    from compliance.services.replaying.asking import as_json, in_words, report_at_once

    with opened_office() as office, shown_on(sys.stderr, "重放", "件") as progress:
        made = report_at_once(office, at_the_terminal(), options.about, options.workers, progress)
    say(json.dumps(as_json(made), ensure_ascii=False, indent=2) if options.json else in_words(made))
    return EXIT_CLEAN if made.fit else EXIT_PROBLEMS


def _password(options: argparse.Namespace) -> bytes:
    """The first line of the file, as people's editors end it."""
    return file_bytes(options.password_file).splitlines()[0] if options.password_file else b""


def register(kinds: Any) -> None:
    """Adds the command `packs` with its own."""
    deeds = add_group(kinds, "packs", "比较两份规则，导入、导出规则，给规则文件签名，核对是谁签的")
    for_compare = add_command(deeds, "compare", compare, "逐处列出两份负面清单（或裁量规则）哪里不一样")
    for_compare.add_argument("old", type=Path, metavar="旧", help="旧的一份，或者另一个地区的")
    for_compare.add_argument("new", type=Path, metavar="新", help="新的一份")
    for_compare.add_argument("--json", action="store_true", help="输出 JSON，供程序读取")
    tables.register(deeds)
    for_keys = add_command(deeds, "keys", keys, "做一对密钥", "\n私钥用来签名，要收好；公钥给要核对签名的人。")
    for_keys.add_argument("private", type=Path, metavar="私钥文件", help="要新建的私钥文件，.pem")
    for_keys.add_argument("public", type=Path, metavar="公钥文件", help="要新建的公钥文件，.pem")
    for_sign = add_command(deeds, "sign", sign, "给规则文件签名，签名写在旁边的 .sig 文件里")
    for_sign.add_argument("--key", type=Path, required=True, metavar="私钥文件", help="packs keys 做的私钥")
    for command in (for_keys, for_sign):
        command.add_argument("--password-file", type=Path, metavar="文件", help="第一行是私钥的密码；不写就没有密码")
    more = "\n写了 RULE_KEYS（公钥）的，网站和各条命令只用它们签过名的规则。\n退出码：0 都有可信的签名，1 有的没有。"
    for_verify = add_command(deeds, "verify", verify, "核对规则文件的签名", more)
    for_verify.add_argument(
        "--keys", type=Path, action="append", metavar="公钥", help="信任的公钥文件或文件夹，可写几次；默认是 RULE_KEYS"
    )
    more = "\n只是建草稿，原样保存；旁边有 .sig 文件的一起收下。发布要在办公桌由法制人员提交、另一个人审核。"
    for_import = add_command(deeds, "import", import_, "把规则文件导入成草稿，每个文件一份", more)
    more = "\n一个字节都不改；有签名的连 .sig 一起写。已经有的文件内容不一样时不覆盖。"
    for_export = add_command(deeds, "export", export, "把今天在用的规则写到文件夹，每份一个文件", more)
    for_export.add_argument("packs", nargs="*", metavar="编号", help="要哪几份；不写就是全部")
    for_export.add_argument("folder", type=Path, metavar="文件夹", help="写到哪里")
    _add_report(deeds)
    add_command(deeds, "states", states, "列出每份规则在哪里、哪一版、进行到哪一步、多久没有审核")
    for command in (for_sign, for_verify, for_import):
        command.add_argument("paths", type=Path, nargs="+", metavar="规则文件", help="规则文件，或放着它们的文件夹")


def _add_report(deeds: Any) -> None:
    more = (
        "\n检查、核对引用、运行例子、试改、比较，并把存下的每一份结果按这一稿重新判断，数出变轻变重的各有多少。"
        "\n什么也不改。中断了再运行同一条命令接着做。退出码：0 可以提交，1 不能提交。"
    )
    for_report = add_command(deeds, "report", report, "发布前的报告：能不能提交，存下的结果哪些会变", more)
    for_report.add_argument("about", metavar="草稿", help="草稿的编号（在它的网址里），或者一个规则文件")
    for_report.add_argument("--workers", type=int, metavar="个数", help="用几个进程，默认每个核一个")
    for_report.add_argument("--json", action="store_true", help="输出 JSON，供程序读取")
