"""Rule packs: what two versions say differently, who signed them, and those that are published from the desk."""

import argparse
import json
import sys

from compliance.cli.commands import EXIT_CLEAN, EXIT_PROBLEMS, file_bytes, opened_office, say
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
