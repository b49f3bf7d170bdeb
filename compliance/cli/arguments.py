"""What may be written on the command line, and the help on it."""

from pathlib import Path
from typing import Any

from compliance.cli import accounts, audit, commands, matters, packs, visits
from compliance.cli.parsing import Parser, a_day, add_command, add_group
from compliance.documents.definitions import definition_paths
from compliance.settings import PROJECT


def parser() -> Parser:
    """What understands a command line; it speaks Chinese."""
    whole = Parser(prog="python -m compliance", description="清单：用规则包自查、开具体检清单、负面清单和指导清单。")
    kinds = whole.add_subparsers(
        title="命令", metavar="命令", required=True, dest="命令", parser_class=Parser, prog=whole.prog
    )
    _add_decide(kinds)
    _add_checks(kinds)
    _add_checklist(kinds)
    _add_bulk(kinds)
    _add_screen(kinds)
    _add_laws(kinds)
    packs.register(kinds)
    _add_documents(kinds)
    for each in (matters, audit, visits, accounts):
        each.register(kinds)
    serve = add_command(kinds, "serve", commands.serve, "开网站，企业在上面自查")
    serve.add_argument("--bind", default="127.0.0.1:8000", metavar="地址", help="监听的地址和端口，默认 127.0.0.1:8000")
    _add_demo(kinds)
    return whole


def _add_demo(kinds: Any) -> None:
    more = (
        "\n演示数据放在 var/demo/，和正式数据分开，DATABASE_URL 等设置一概不管。第一次要做一会儿，以后直接打开。"
        "\n单位、人员、电话都是虚构的；登录名和密码会列出来，不要把演示网站开在别人打得开的地址上。"
    )
    demo = add_command(
        kinds, "demo", commands.demo, "做一个虚构的镇，有企业、自查、事项和各种身份的人，开网站给人看", more
    )
    demo.add_argument("--bind", default="127.0.0.1:8000", metavar="地址", help="监听的地址和端口，默认 127.0.0.1:8000")
    demo.add_argument("--fresh", action="store_true", help="演示数据重做一遍，密码也换新的")
    demo.add_argument("--only-fill", action="store_true", help="只做演示数据，不开网站")


def _add_decide(kinds: Any) -> None:
    decide = add_command(
        kinds,
        "decide",
        commands.decide,
        "按规则包判断一份答卷",
        "\n结果每项是：违反、不能确定、不适用或合规；输入有误时退出码是 2，每个问题一行。",
    )
    _add_case(decide, answers_required=True)
    decide.add_argument("--explain", action="store_true", help="写明理由、出路、接着回答哪些题、罚款合计")
    decide.add_argument("--json", action="store_true", help="输出 JSON，供程序读取")


def _add_case(command: Parser, answers_required: bool) -> None:
    _add_rules(command)
    command.add_argument(
        "--answers", type=Path, required=answers_required, metavar="答卷", help="答卷，YAML 或 JSON 文件"
    )


def _add_rules(command: Parser) -> None:
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
    command.add_argument("--as-of", type=a_day, metavar="日期", help="按哪一天作决定，默认今天")
    command.add_argument(
        "--acted-on", type=a_day, metavar="日期", help="行为发生在哪一天，默认与 --as-of 同一天；两天都按从旧兼从轻看"
    )


def _add_screen(kinds: Any) -> None:
    more = (
        "\n名单是 CSV、XLSX 或 Parquet，一户一行，列名用问题的编号；中断以后再运行同一条命令，接着做没做完的。"
        "\n退出码：0 全部做完，1 有的行有误（见结果文件夹里的 bad-rows.csv），2 没法做，3 程序出错。"
    )
    screen = add_command(kinds, "screen", commands.screen, "按企业名单逐户判断", more)
    _add_rules(screen)
    screen.add_argument(
        "--enterprises", type=Path, required=True, metavar="名单", help="企业名单，.csv、.xlsx 或 .parquet，要有 id 列"
    )
    screen.add_argument("-o", "--output", type=Path, required=True, metavar="文件夹", help="结果写到哪个文件夹")
    screen.add_argument("--workers", type=int, metavar="个数", help="用几个进程，默认每个核一个")


def _add_checks(kinds: Any) -> None:
    code = "\n退出码：0 没有问题，1 有问题，2 没法检查（如路径不对）。"
    lint = add_command(kinds, "lint", commands.lint, "检查规则文件写得对不对", code)
    lint.add_argument("--as-of", type=a_day, metavar="日期", help="按哪一天看是否该重新审核，默认今天")
    lint.add_argument(
        "--laws",
        type=Path,
        metavar="文件夹",
        help="放法律文本的文件夹（LawRefBook 格式的 .md）：核对引用的条款项、罚款数额，看法律有没有修改、废止",
    )
    lint.add_argument("--deep", action="store_true", help="再推算一遍：永远不会违反的项、不起作用的条件、重复的项等")
    test = add_command(kinds, "test", commands.test, "运行规则包里的例子（examples），列出不符的和原因", code)
    test.add_argument("--mutate", action="store_true", help="逐处试改条件，列出例子看不出来的改动，和看得出来的例子")
    for command in (lint, test):
        command.add_argument("paths", nargs="+", type=Path, metavar="路径", help="规则文件，或放着它们的文件夹")
        command.add_argument(
            "--json", action="store_true", help="输出 JSON 列表：file、line、column、severity、code、item、message"
        )
    schema = add_command(kinds, "schema", commands.schema, "输出规则文件的 JSON Schema，供编辑器补全和检查")
    schema.add_argument(
        "--of",
        choices=("rules", "explanation"),
        default="rules",
        metavar="哪一种",
        help="rules 规则文件（默认）、explanation 带理由的判断结果（decide --json --explain）",
    )


def _add_laws(kinds: Any) -> None:
    uses = add_command(
        add_group(kinds, "laws", "查法律和规则的关系"),
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
    deeds = add_group(kinds, "documents", "查验、撤回出具过的文书")
    code = "\n退出码：0 有效而且一样，1 已失效或者不一样，2 没有这个编号。"
    verify = add_command(deeds, "verify", commands.documents_verify, "看一份文书是不是本系统出具的、现在有没有效", code)
    verify.add_argument("file", nargs="?", type=Path, metavar="文件.pdf", help="手里的文件，看它有没有被改过")
    withdraw = add_command(deeds, "withdraw", commands.documents_withdraw, "撤回一份文书，它的编号不再使用")
    withdraw.add_argument("--why", required=True, metavar="理由", help="为什么撤回")
    for command in (verify, withdraw):
        command.add_argument("--number", required=True, metavar="编号", help="文书上的编号，如 清导〔2026〕1号")


def _add_checklist(kinds: Any) -> None:
    more = (
        "\n文件名以 .pdf、.xlsx（电子表格）或 .docx（可以修改的文档）结尾，就生成哪一种，内容一样。"
        "\n发文机关取环境变量 ISSUING_BODY，不设就留空手填。"
        "\n写了 --issue，就编号、登记在数据库（环境变量 DATABASE_URL）里，二维码是查验网址（PUBLIC_URL）；"
        "\n同样的文件、事项、单位、日期再出具一次，还是同一份。不写，编号留空手填。"
    )
    checklist = add_command(kinds, "checklist", commands.checklist, "开具清单、通知书：PDF、电子表格或文档", more)
    _add_kind(checklist)
    _add_case(checklist, answers_required=False)
    checklist.add_argument("--enterprise", default="", metavar="名称", help="开给哪家单位；不写就留空手填")
    checklist.add_argument("-o", "--output", type=Path, required=True, metavar="文件", help="写到哪个文件")


def _add_kind(command: Parser) -> None:
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
    bulk = add_command(kinds, "bulk", commands.bulk, "批量生成清单、通知书：一户一份，或者一个规则包一份", more)
    _add_kind(bulk)
    _add_rules(bulk)
    bulk.add_argument("--enterprises", type=Path, metavar="名单", help="企业名单，.csv、.xlsx 或 .parquet，一户一行")
    bulk.add_argument("--format", choices=("pdf", "xlsx", "docx"), default="pdf", metavar="格式", help="默认 pdf")
    bulk.add_argument("-o", "--output", type=Path, required=True, metavar="文件夹", help="写到哪个文件夹")
    bulk.add_argument("--zip", type=Path, metavar="文件", help="再打成一个压缩包")
    bulk.add_argument("--merged", type=Path, metavar="文件", help="再合订成一个 PDF，一起打印")
    bulk.add_argument("--workers", type=int, metavar="个数", help="用几个进程，默认每个核一个")
