"""What may be written on the command line, and the help on it."""

import argparse
import re
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from compliance.cli import accounts, audit, commands, matters, packs, tables, visits
from compliance.cli.commands import EXIT_BAD_INPUT, say
from compliance.documents.definitions import definition_paths
from compliance.documents.wording import SEVERITIES
from compliance.rulepacks.parts import read_name
from compliance.rulepacks.values import ValueFlaw, case_day
from compliance.services.roles import ROLES
from compliance.settings import PROJECT


class _Parser(argparse.ArgumentParser):
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


def _day(text: str) -> date:
    try:
        return case_day(date.fromisoformat(text))
    except ValueFlaw as flaw:
        raise argparse.ArgumentTypeError(f"「{text}」{flaw}") from None
    except ValueError:
        raise argparse.ArgumentTypeError(f"「{text}」不是日期；日期写成 2026-01-31") from None


def _name(text: str) -> str:
    try:
        return read_name(text)
    except ValueFlaw as flaw:
        raise argparse.ArgumentTypeError(str(flaw)) from None


def _days(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > 36500:
        raise argparse.ArgumentTypeError(f"「{text}」不是天数；天数写成 30")
    return int(text)


def parser() -> _Parser:
    """What understands a command line; it speaks Chinese."""
    whole = _Parser(prog="python -m compliance", description="清单：用规则包自查、开具体检清单、负面清单和指导清单。")
    kinds = whole.add_subparsers(
        title="命令", metavar="命令", required=True, dest="命令", parser_class=_Parser, prog=whole.prog
    )
    _add_decide(kinds)
    _add_checks(kinds)
    _add_checklist(kinds)
    _add_bulk(kinds)
    _add_screen(kinds)
    _add_laws(kinds)
    _add_packs(kinds)
    _add_documents(kinds)
    _add_history(kinds)
    _add_matters(kinds)
    _add_audit(kinds)
    _add_visits(kinds)
    _add_self_checks(kinds)
    _add_accounts(kinds)
    serve = _add(kinds, "serve", commands.serve, "开网站，企业在上面自查")
    serve.add_argument("--bind", default="127.0.0.1:8000", metavar="地址", help="监听的地址和端口，默认 127.0.0.1:8000")
    _add_demo(kinds)
    return whole


def _add_demo(kinds: Any) -> None:
    more = (
        "\n演示数据放在 var/demo/，和正式数据分开，DATABASE_URL 等设置一概不管。第一次要做一会儿，以后直接打开。"
        "\n单位、人员、电话都是虚构的；登录名和密码会列出来，不要把演示网站开在别人打得开的地址上。"
    )
    demo = _add(kinds, "demo", commands.demo, "做一个虚构的镇，有企业、自查、事项和各种身份的人，开网站给人看", more)
    demo.add_argument("--bind", default="127.0.0.1:8000", metavar="地址", help="监听的地址和端口，默认 127.0.0.1:8000")
    demo.add_argument("--fresh", action="store_true", help="演示数据重做一遍，密码也换新的")
    demo.add_argument("--only-fill", action="store_true", help="只做演示数据，不开网站")


def _add(kinds: Any, name: str, run: Callable[[argparse.Namespace], int], help_: str, more: str = "") -> _Parser:
    command: _Parser = kinds.add_parser(name, help=help_, description=f"{help_}。{more}")
    command.set_defaults(run=run)
    return command


def _add_decide(kinds: Any) -> None:
    decide = _add(
        kinds,
        "decide",
        commands.decide,
        "按规则包判断一份答卷",
        "\n结果每项是：违反、不能确定、不适用或合规；输入有误时退出码是 2，每个问题一行。",
    )
    _add_case(decide, answers_required=True)
    decide.add_argument("--explain", action="store_true", help="写明理由、出路、接着回答哪些题、罚款合计")
    decide.add_argument("--json", action="store_true", help="输出 JSON，供程序读取")


def _add_case(command: _Parser, answers_required: bool) -> None:
    _add_rules(command)
    command.add_argument(
        "--answers", type=Path, required=answers_required, metavar="答卷", help="答卷，YAML 或 JSON 文件"
    )


def _add_rules(command: _Parser) -> None:
    command.add_argument("packs", nargs="+", type=Path, metavar="规则包", help="负面清单文件，或放着它们的文件夹")
    command.add_argument(
        "--discretion",
        type=Path,
        nargs="+",
        action="extend",
        default=[],
        metavar="裁量文件",
        help="裁量规则文件；不写就不看裁量情节",
    )
    command.add_argument("--as-of", type=_day, metavar="日期", help="按哪一天作决定，默认今天")
    command.add_argument(
        "--acted-on", type=_day, metavar="日期", help="行为发生在哪一天，默认与 --as-of 同一天；两天都按从旧兼从轻看"
    )


def _add_screen(kinds: Any) -> None:
    more = (
        "\n名单是 CSV、XLSX 或 Parquet，一户一行，列名用问题的编号；中断以后再运行同一条命令，接着做没做完的。"
        "\n退出码：0 全部做完，1 有的行有误（见结果文件夹里的 bad-rows.csv），2 没法做，3 程序出错。"
    )
    screen = _add(kinds, "screen", commands.screen, "按企业名单逐户判断", more)
    _add_rules(screen)
    screen.add_argument(
        "--enterprises", type=Path, required=True, metavar="名单", help="企业名单，.csv、.xlsx 或 .parquet，要有 id 列"
    )
    screen.add_argument("-o", "--output", type=Path, required=True, metavar="文件夹", help="结果写到哪个文件夹")
    screen.add_argument("--workers", type=int, metavar="个数", help="用几个进程，默认每个核一个")


def _add_checks(kinds: Any) -> None:
    code = "\n退出码：0 没有问题，1 有问题，2 没法检查（如路径不对）。"
    lint = _add(kinds, "lint", commands.lint, "检查规则文件写得对不对", code)
    lint.add_argument("--as-of", type=_day, metavar="日期", help="按哪一天看是否该重新审核，默认今天")
    lint.add_argument(
        "--laws",
        type=Path,
        metavar="文件夹",
        help="放法律文本的文件夹（LawRefBook 格式的 .md）：核对引用的条款项、罚款数额，看法律有没有修改、废止",
    )
    lint.add_argument("--deep", action="store_true", help="再推算一遍：永远不会违反的项、不起作用的条件、重复的项等")
    test = _add(kinds, "test", commands.test, "运行规则包里的例子（examples），列出不符的和原因", code)
    test.add_argument("--mutate", action="store_true", help="逐处试改条件，列出例子看不出来的改动，和看得出来的例子")
    for command in (lint, test):
        command.add_argument("paths", nargs="+", type=Path, metavar="路径", help="规则文件，或放着它们的文件夹")
        command.add_argument(
            "--json", action="store_true", help="输出 JSON 列表：file、line、column、severity、code、item、message"
        )
    schema = _add(kinds, "schema", commands.schema, "输出规则文件的 JSON Schema，供编辑器补全和检查")
    schema.add_argument(
        "--of",
        choices=("rules", "explanation"),
        default="rules",
        metavar="哪一种",
        help="rules 规则文件（默认）、explanation 带理由的判断结果（decide --json --explain）",
    )


def _add_laws(kinds: Any) -> None:
    uses = _add(
        _group(kinds, "laws", "查法律和规则的关系"),
        "uses",
        commands.laws_uses,
        "列出依据某部法律（或者其中一条）的全部事项和裁量规则",
        "\n法律修改时，先看要改哪些规则。",
    )
    uses.add_argument("law", metavar="法律", help="名称，全称、简称都可以")
    uses.add_argument("article", nargs="?", metavar="条", help="第几条，如 33、第三十三条、18-1；不写就列出各条")
    help_ = "规则文件，或放着它们的文件夹；默认用随程序的"
    uses.add_argument("--rules", type=Path, nargs="+", default=[PROJECT / "rules"], metavar="路径", help=help_)


def _add_documents(kinds: Any) -> None:
    deeds = _group(kinds, "documents", "查验、撤回出具过的文书")
    code = "\n退出码：0 有效而且一样，1 已失效或者不一样，2 没有这个编号。"
    verify = _add(deeds, "verify", commands.documents_verify, "看一份文书是不是本系统出具的、现在有没有效", code)
    verify.add_argument("file", nargs="?", type=Path, metavar="文件.pdf", help="手里的文件，看它有没有被改过")
    withdraw = _add(deeds, "withdraw", commands.documents_withdraw, "撤回一份文书，它的编号不再使用")
    withdraw.add_argument("--why", required=True, metavar="理由", help="为什么撤回")
    for command in (verify, withdraw):
        command.add_argument("--number", required=True, metavar="编号", help="文书上的编号，如 清导〔2026〕1号")


def _add_history(kinds: Any) -> None:
    more = (
        "\n第一行是列名：统一社会信用代码、名称、事项编号、日期、处理结果、文书号，各一列，先后不限；不在规则里的违法行为，事项编号写“其他”。"
        "\n有一行有误，就一行也不导入；同一个文件再导入一次，什么也不变。导入以后，名单里没有的企业就算没有违法记录，所以要导入全部记录。"
        "\n退出码：0 全部可以导入，1 有的行有误，2 没法做。"
    )
    deeds = _group(kinds, "history", "企业以前的违法记录")
    import_ = _add(deeds, "import", matters.history_import, "从表格导入企业以前的违法记录", more)
    import_.add_argument("file", type=Path, metavar="文件", help="表格，.csv、.xlsx 或 .parquet，一行一条")
    import_.add_argument("--dry-run", action="store_true", help="只检查，不导入")


def _add_matters(kinds: Any) -> None:
    deeds = _group(kinds, "matters", "办理中的事项")
    more = "\n超期的在前，再按紧急程度，再按先后。每步的期限、谁可以做，写在 checklists/workflow.yaml 里。"
    list_ = _add(deeds, "list", matters.list_, "列出没有办结的事项", more)
    for name, meta, help_ in (
        ("--town", "乡镇", "只列这个乡镇的"),
        ("--department", "部门", "只列现在由这个部门负责的"),
        ("--pack", "规则包", "只列这个行业的，写规则包的编号"),
        ("--urgency", "编号", "只列这样紧急的，写 workflow.yaml 里的编号"),
    ):
        list_.add_argument(name, default="", metavar=meta, help=help_)
    list_.add_argument("--older-than", type=_days, metavar="天数", help="只列受理以来超过这些天的")
    more = "\n退出码：0 没有，1 有。"
    _add(deeds, "differing", matters.differing, "列出情形一样、结论不同的案件（同案同判）", more)
    more = "\n保存多久由环境变量 MATTER_KEEP_DAYS 设置；违法记录留着，经办的人、步骤和答案都删去。"
    purge = _add(deeds, "purge", matters.purge, "删除办结以后保存期满的事项", more)
    purge.add_argument("--dry-run", action="store_true", help="只列出，不删除")


def _add_packs(kinds: Any) -> None:
    deeds = _group(kinds, "packs", "比较两份规则，导入、导出规则，给规则文件签名，核对是谁签的")
    compare = _add(deeds, "compare", packs.compare, "逐处列出两份负面清单（或裁量规则）哪里不一样")
    compare.add_argument("old", type=Path, metavar="旧", help="旧的一份，或者另一个地区的")
    compare.add_argument("new", type=Path, metavar="新", help="新的一份")
    compare.add_argument("--json", action="store_true", help="输出 JSON，供程序读取")
    _add_tables(deeds)
    keys = _add(deeds, "keys", packs.keys, "做一对密钥", "\n私钥用来签名，要收好；公钥给要核对签名的人。")
    keys.add_argument("private", type=Path, metavar="私钥文件", help="要新建的私钥文件，.pem")
    keys.add_argument("public", type=Path, metavar="公钥文件", help="要新建的公钥文件，.pem")
    sign = _add(deeds, "sign", packs.sign, "给规则文件签名，签名写在旁边的 .sig 文件里")
    sign.add_argument("--key", type=Path, required=True, metavar="私钥文件", help="packs keys 做的私钥")
    for command in (keys, sign):
        command.add_argument("--password-file", type=Path, metavar="文件", help="第一行是私钥的密码；不写就没有密码")
    more = "\n写了 RULE_KEYS（公钥）的，网站和各条命令只用它们签过名的规则。\n退出码：0 都有可信的签名，1 有的没有。"
    verify = _add(deeds, "verify", packs.verify, "核对规则文件的签名", more)
    verify.add_argument(
        "--keys", type=Path, action="append", metavar="公钥", help="信任的公钥文件或文件夹，可写几次；默认是 RULE_KEYS"
    )
    more = "\n只是建草稿，原样保存；旁边有 .sig 文件的一起收下。发布要在办公桌由法制人员提交、另一个人审核。"
    import_ = _add(deeds, "import", packs.import_, "把规则文件导入成草稿，每个文件一份", more)
    more = "\n一个字节都不改；有签名的连 .sig 一起写。已经有的文件内容不一样时不覆盖。"
    export = _add(deeds, "export", packs.export, "把今天在用的规则写到文件夹，每份一个文件", more)
    export.add_argument("packs", nargs="*", metavar="编号", help="要哪几份；不写就是全部")
    export.add_argument("folder", type=Path, metavar="文件夹", help="写到哪里")
    _add_report(deeds)
    _add(deeds, "states", packs.states, "列出每份规则在哪里、哪一版、进行到哪一步、多久没有审核")
    for command in (sign, verify, import_):
        command.add_argument("paths", type=Path, nargs="+", metavar="规则文件", help="规则文件，或放着它们的文件夹")


def _add_report(deeds: Any) -> None:
    more = (
        "\n检查、核对引用、运行例子、试改、比较，并把存下的每一份结果按这一稿重新判断，数出变轻变重的各有多少。"
        "\n什么也不改。中断了再运行同一条命令接着做。退出码：0 可以提交，1 不能提交。"
    )
    report = _add(deeds, "report", packs.report, "发布前的报告：能不能提交，存下的结果哪些会变", more)
    report.add_argument("about", metavar="草稿", help="草稿的编号（在它的网址里），或者一个规则文件")
    report.add_argument("--workers", type=int, metavar="个数", help="用几个进程，默认每个核一个")
    report.add_argument("--json", action="store_true", help="输出 JSON，供程序读取")


def _add_tables(deeds: Any) -> None:
    more = "\n没有读懂的在草稿里注明，也列在标准错误输出；一个字也不猜。条款、罚款都没有核对过，用 lint 看还缺什么。"
    draft = _add(deeds, "draft", tables.draft, "由 Excel 或 Word 里的清单起草规则包", more)
    draft.add_argument("file", type=Path, metavar="清单", help=".xlsx 或 .docx 文件，里面有一张或几张带列名的表")
    draft.add_argument("--id", type=_name, required=True, metavar="编号", help="规则包的编号，如 demo-signage")
    draft.add_argument("--title", type=_name, required=True, metavar="名称", help="规则包的名称")
    draft.add_argument("--from", type=_day, metavar="日期", dest="from_", help="从哪天起生效；不写就先写今天，并注明")
    draft.add_argument("--department", type=_name, metavar="部门", help="表里没有写的，主管部门都写它")
    draft.add_argument(
        "--severity",
        choices=tuple(SEVERITIES.values()),
        metavar="轻重",
        help=f"表里没有写的，轻重都写它：{'、'.join(SEVERITIES.values())}",
    )
    draft.add_argument("--output", "-o", type=Path, metavar="文件", help="写到哪里，.yaml；不写就打印出来")
    blank = _add(deeds, "template", tables.template, "做一张空的清单表，填好了可以起草规则包")
    blank.add_argument("file", type=Path, metavar="文件", help="写到哪里，.xlsx")
    to = _add(deeds, "to-xlsx", tables.to_xlsx, "把一份负面清单做成法制人员改得了的表")
    back = _add(deeds, "from-xlsx", tables.from_xlsx, "把表里改过的写回规则文件，别的一个字节都不动；列出改了什么")
    for command in (to, back):
        command.add_argument("pack", type=Path, metavar="规则包", help="负面清单文件")
    back.add_argument("file", type=Path, metavar="表", help="packs to-xlsx 由这份规则包做的 .xlsx")
    to.add_argument("--output", "-o", type=Path, required=True, metavar="文件", help="写到哪里，.xlsx")
    back.add_argument("--output", "-o", type=Path, required=True, metavar="文件", help="新的规则文件写到哪里，.yaml")


def _add_audit(kinds: Any) -> None:
    deeds = _group(kinds, "audit", "查谁在什么时候看了、改了什么，有没有人改过这份日志")
    more = (
        "\n最后一条的编号和校验值请定期抄到数据库管理员碰不到的地方（如纸质登记簿），下次用 --expect 核对。"
        "\n退出码：0 完整，1 被动过，2 没法检查。"
    )
    verify = _add(deeds, "verify", audit.verify, "从头核对日志，找出第一条不对的", more)
    verify.add_argument("--expect", metavar="编号:校验值", help="以前抄下的，看日志里现在还是不是它")
    list_ = _add(deeds, "list", audit.list_, "列出日志，先发生的在前")
    list_.add_argument("--about", default="", metavar="编号", help="只看哪一件，如 约〔2026〕1号、清导〔2026〕1号")
    list_.add_argument("--who", default="", metavar="谁", help="只看谁做的，照日志里的写法")
    list_.add_argument("--since", type=_day, metavar="日期", help="从哪一天起")


def _add_visits(kinds: Any) -> None:
    deeds = _group(kinds, "visits", "办理企业预约的上门指导")
    _add(deeds, "list", visits.list_, "列出还没有上门的预约，先提交的在前")
    more = "\n只有企业交出来的才看得到；取消了的，交出的内容已经收回。"
    show = _add(deeds, "show", visits.show, "看一次预约交出了什么：单位、联系人、部门、自查结果", more)
    show.add_argument("--evidence", type=Path, metavar="文件夹", help="把证明材料也写到这个文件夹")
    plan = _add(deeds, "plan", visits.plan, "安排上门时间，企业查进展时看得到")
    plan.add_argument("--when", required=True, metavar="时间", help="什么时候上门，如 11月25日（周三）上午")
    done = _add(deeds, "done", visits.done, "记下已经上门，企业就可以评价")
    for command in (show, plan, done):
        command.add_argument("number", metavar="编号", help="回执上的编号，如 约〔2026〕1号，也可以写成 2026-1")


def _add_self_checks(kinds: Any) -> None:
    deeds = _group(kinds, "checks", "管理网站上的自查")
    more = "\n放了多久才删，取环境变量 KEEP_DAYS，默认 30 天；预约了上门的不删。网站每天也会自己删一次。"
    _add(deeds, "purge", visits.purge, "删除放得太久、没有交出的自查", more)


def _group(kinds: Any, name: str, help_: str) -> Any:
    """A command that has commands of its own."""
    group = kinds.add_parser(name, help=help_, description=f"{help_}。")
    return group.add_subparsers(
        title="命令", metavar="命令", required=True, dest="命令", parser_class=_Parser, prog=group.prog
    )


def _add_accounts(kinds: Any) -> None:
    deeds = _group(kinds, "accounts", "管理办公桌（/desk/）的账号")
    add = _add(
        deeds, "add", accounts.add, "添加账号，显示一次性密码", "\n第一个管理员这样添加；以后在网页上添加就可以。"
    )
    reset = _add(deeds, "reset", accounts.reset, "重置密码，显示新的一次性密码", "\n停用的账号同时恢复使用。")
    close = _add(deeds, "deactivate", accounts.deactivate, "停用账号，它的登录都退出")
    for command in (add, reset, close):
        command.add_argument("name", metavar="登录名", help="字母、数字、汉字，可以夹 . - _；不分大小写")
    add.add_argument("--role", required=True, choices=tuple(ROLES), metavar="角色", help=_spelled(ROLES))
    add.add_argument("--display", default="", metavar="姓名", help="显示的姓名，默认和登录名一样")
    add.add_argument("--town", default="", metavar="镇街", help="在哪个镇街")
    add.add_argument("--department", default="", metavar="部门", help="只看这个部门的，名称和规则里的一样；不写就都看")
    add.add_argument("--sso", default="", metavar="标识", help="统一认证标识，用统一认证登录才要")
    _add(deeds, "list", accounts.show, "列出全部账号")


def _spelled(names: Mapping[str, str]) -> str:
    return "、".join(f"{name} {text}" for name, text in names.items())


def _add_checklist(kinds: Any) -> None:
    more = (
        "\n文件名以 .pdf、.xlsx（电子表格）或 .docx（可以修改的文档）结尾，就生成哪一种，内容一样。"
        "\n发文机关取环境变量 ISSUING_BODY，不设就留空手填。"
        "\n写了 --issue，就编号、登记在数据库（环境变量 DATABASE_URL）里，二维码是查验网址（PUBLIC_URL）；"
        "\n同样的文件、事项、单位、日期再出具一次，还是同一份。不写，编号留空手填。"
    )
    checklist = _add(kinds, "checklist", commands.checklist, "开具清单、通知书：PDF、电子表格或文档", more)
    _add_kind(checklist)
    _add_case(checklist, answers_required=False)
    checklist.add_argument("--enterprise", default="", metavar="名称", help="开给哪家单位；不写就留空手填")
    checklist.add_argument("-o", "--output", type=Path, required=True, metavar="文件", help="写到哪个文件")


def _add_kind(command: _Parser) -> None:
    known = "、".join(definition_paths(PROJECT / "checklists"))
    command.add_argument("kind", metavar="文书", help=f"哪一种，见 checklists/README.md：{known}")
    command.add_argument(
        "--item", nargs="+", action="extend", default=[], metavar="编号", help="只写这几项；不写就写全部"
    )
    command.add_argument(
        "--laws", type=Path, metavar="文件夹", help="放法律文本的文件夹，清单后面附上条文；默认取环境变量 LAWS"
    )
    command.add_argument("--issue", action="store_true", help="正式出具：编号、登记，可以查验；只有 PDF")


def _add_bulk(kinds: Any) -> None:
    more = (
        "\n名单和 screen 的一样，另可以有 名称、统一社会信用代码、地址 三列，印在文书上；不写名单，就每个规则包"
        "（写了“一件事”的，每件事）一份。\n中断以后再运行同一条命令，接着做没做完的；做不了的写在结果文件夹的 "
        "report.csv 里，其余照做。\n退出码：0 全部做完，1 有的没有生成，2 没法做，3 程序出错。"
    )
    bulk = _add(kinds, "bulk", commands.bulk, "批量生成清单、通知书：一户一份，或者一个规则包一份", more)
    _add_kind(bulk)
    _add_rules(bulk)
    bulk.add_argument("--enterprises", type=Path, metavar="名单", help="企业名单，.csv、.xlsx 或 .parquet，一户一行")
    bulk.add_argument("--format", choices=("pdf", "xlsx", "docx"), default="pdf", metavar="格式", help="默认 pdf")
    bulk.add_argument("-o", "--output", type=Path, required=True, metavar="文件夹", help="写到哪个文件夹")
    bulk.add_argument("--zip", type=Path, metavar="文件", help="再打成一个压缩包")
    bulk.add_argument("--merged", type=Path, metavar="文件", help="再合订成一个 PDF，一起打印")
    bulk.add_argument("--workers", type=int, metavar="个数", help="用几个进程，默认每个核一个")
