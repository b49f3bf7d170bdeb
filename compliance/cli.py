"""The command line: parse, call one service, print."""

import argparse
import json
import re
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from compliance.engine.decision import to_json
from compliance.errors import ComplianceError
from compliance.settings import PROJECT

EXIT_CLEAN, EXIT_PROBLEMS, EXIT_BAD_INPUT, EXIT_BUG = 0, 1, 2, 3
EXIT_INTERRUPTED = 130  # as shells have it


def main(arguments: Sequence[str]) -> int:
    """Runs one command and returns its exit code: 0 done, 1 problems found, 2 bad input, 3 a bug of ours."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except ComplianceError as error:
        _say(str(error), sys.stderr)
        return EXIT_BAD_INPUT
    except KeyboardInterrupt:
        _say("已停下。中断的筛查再运行同一条命令就接着做。", sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return EXIT_BAD_INPUT
    except Exception:
        traceback.print_exc()
        _say("程序出错，没有得出结论。请把上面的内容发给维护人员。", sys.stderr)
        return EXIT_BUG


# ── Commands ──


def _decide(options: argparse.Namespace) -> int:
    from compliance.services.decide_files import decide_files

    as_of = options.as_of or date.today()  # noqa: DTZ011  the office's own day
    decided = decide_files(options.packs, options.answers, options.discretion, as_of, options.acted_on)
    _say(_decided_json(decided, options.explain) if options.json else _decided_words(decided, options.explain))
    return EXIT_CLEAN


def _decided_json(decided: Any, explain: bool) -> str:
    if not explain:
        return to_json(decided.decision.as_json())
    from compliance.services.explain_decision import explained_json

    return to_json(explained_json(decided))


def _decided_words(decided: Any, explain: bool) -> str:
    from compliance.services.describe_decision import describe_decision

    words = describe_decision(decided.rulebook, decided.decision)
    if not explain:
        return words
    from compliance.services.explain_decision import explain_in_words

    return f"{words}\n{explain_in_words(decided)}"


def _lint(options: argparse.Namespace) -> int:
    from compliance.services.check_rules import lint_rules

    today = options.as_of or date.today()  # noqa: DTZ011
    checked = _lint_deeper(options, today) if options.deep else lint_rules(options.paths, today, options.laws)
    return _report(checked, options, f"检查了 {checked.files} 个文件")


def _lint_deeper(options: argparse.Namespace, today: date) -> Any:
    from compliance.services.check_deeper import lint_deeper, shown_on

    with shown_on(sys.stderr, "推算") as progress:
        return lint_deeper(options.paths, today, options.laws, progress)


def _mutate(options: argparse.Namespace) -> int:
    from compliance.services.check_deeper import mutate_rules, shown_on

    with shown_on(sys.stderr, "试改") as progress:
        mutated = mutate_rules(options.paths, progress)
    if options.json:
        _say(json.dumps(mutated.as_list(), ensure_ascii=False, indent=1))
    else:
        _say("\n".join(mutated.lines()))
    return EXIT_PROBLEMS if mutated.found.alive else EXIT_CLEAN


def _test(options: argparse.Namespace) -> int:
    if options.mutate:
        return _mutate(options)
    from compliance.services.check_rules import check_examples

    checked = check_examples(options.paths)
    return _report(checked, options, f"{checked.files} 个文件，运行了 {checked.examples} 个例子")


def _report(checked: Any, options: argparse.Namespace, summary: str) -> int:
    if options.json:
        found = [*checked.problems, *checked.notes]
        _say(json.dumps([problem.as_dict() for problem in found], ensure_ascii=False, indent=1))
    else:
        for problem in (*checked.notes, *checked.problems):
            _say(str(problem))
        noted = f"；规则里注明没有核对的有 {len(checked.notes)} 处" if checked.notes else ""
        _say(f"{summary}：" + (f"{len(checked.problems)} 个问题" if checked.problems else "没有问题") + noted)
    return EXIT_PROBLEMS if checked.problems else EXIT_CLEAN


def _schema(options: argparse.Namespace) -> int:
    from compliance.rulepacks.json_schema import json_schema
    from compliance.services.explain_decision import explanation_schema

    schema = explanation_schema() if options.of == "explanation" else json_schema()
    _say(json.dumps(schema, ensure_ascii=False, indent=1))
    return EXIT_CLEAN


def _checklist(options: argparse.Namespace) -> int:
    from compliance.services.print_checklist import print_files

    as_of = options.as_of or date.today()  # noqa: DTZ011
    pdf = print_files(options.kind, options.packs, options.answers, options.discretion, as_of, options.acted_on)
    try:
        options.output.write_bytes(pdf)
    except OSError as error:
        raise OutputError(f"{options.output}：写不进去（{error.strerror}）；请换一个位置") from None
    _say(f"已生成 {options.output}")
    return EXIT_CLEAN


def _screen(options: argparse.Namespace) -> int:
    from compliance.services.screening import screen_files
    from compliance.services.screening.progress import shown_on

    as_of = options.as_of or date.today()  # noqa: DTZ011
    case = (options.packs, options.enterprises, options.output, options.discretion, as_of, options.acted_on)
    with shown_on(sys.stderr) as progress:
        done = screen_files(*case, options.workers, progress)
    for note in done.notes:
        _say(f"注意：{note}", sys.stderr)
    resumed = f"（其中 {done.resumed} 行上次已做完）" if done.resumed else ""
    _say(f"筛查了 {done.rows} 行{resumed}，{done.bad} 行有误，结果在 {done.output}")
    return EXIT_PROBLEMS if done.bad else EXIT_CLEAN


def _laws_uses(options: argparse.Namespace) -> int:
    from compliance.services.law_uses import describe, law_uses

    _say(describe(law_uses(options.rules, options.law, options.article)))
    return EXIT_CLEAN


def _documents_verify(options: argparse.Namespace) -> int:
    from compliance.services.verify_document import describe, verify_document

    with _office() as office:
        found = verify_document(office, options.number, options.file.read_bytes() if options.file else None)
    _say(describe(found))
    return EXIT_CLEAN if found.state == "in_force" and found.same is not False else EXIT_PROBLEMS


def _documents_withdraw(options: argparse.Namespace) -> int:
    from compliance.services.verify_document import withdraw_document

    with _office() as office:
        withdraw_document(office, options.number, options.why)
    _say(f"已撤回 {options.number}")
    return EXIT_CLEAN


@contextmanager
def _office() -> Iterator[Any]:
    from compliance.services.office import open_office
    from compliance.settings import Settings

    office = open_office(Settings.from_environment())
    try:
        yield office
    finally:
        office.store.close()


def _serve(options: argparse.Namespace) -> int:
    from compliance.services.serve import serve

    serve(options.bind)
    return EXIT_CLEAN


class OutputError(ComplianceError):
    """The file to write can't be written."""


# ── Arguments ──


class _Parser(argparse.ArgumentParser):
    """argparse that speaks Chinese."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(add_help=False, formatter_class=_Formatter, **settings)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        for pattern, text in _ARGPARSE_MESSAGES:
            message = re.sub(pattern, text, message)
        _say(f"{message}\n用 {self.prog} --help 看用法。", sys.stderr)
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
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"「{text}」不是日期；日期写成 2026-01-31") from None


def _parser() -> _Parser:
    parser = _Parser(prog="python -m compliance", description="清单：用规则包自查、开具体检清单、负面清单和指导清单。")
    commands = parser.add_subparsers(
        title="命令", metavar="命令", required=True, dest="命令", parser_class=_Parser, prog=parser.prog
    )
    _add_decide(commands)
    _add_checks(commands)
    _add_checklist(commands)
    _add_screen(commands)
    _add_laws(commands)
    _add_documents(commands)
    serve = _add(commands, "serve", _serve, "开网站，企业在上面自查")
    serve.add_argument("--bind", default="127.0.0.1:8000", metavar="地址", help="监听的地址和端口，默认 127.0.0.1:8000")
    return parser


def _add(commands: Any, name: str, run: Callable[[argparse.Namespace], int], help_: str, more: str = "") -> _Parser:
    command: _Parser = commands.add_parser(name, help=help_, description=f"{help_}。{more}")
    command.set_defaults(run=run)
    return command


def _add_decide(commands: Any) -> None:
    decide = _add(
        commands,
        "decide",
        _decide,
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


def _add_screen(commands: Any) -> None:
    more = (
        "\n名单是 CSV 或 Parquet，一户一行，列名用问题的编号；中断以后再运行同一条命令，接着做没做完的。"
        "\n退出码：0 全部做完，1 有的行有误（见结果文件夹里的 bad-rows.csv），2 没法做，3 程序出错。"
    )
    screen = _add(commands, "screen", _screen, "按企业名单逐户判断", more)
    _add_rules(screen)
    screen.add_argument(
        "--enterprises", type=Path, required=True, metavar="名单", help="企业名单，.csv 或 .parquet，要有 id 列"
    )
    screen.add_argument("-o", "--output", type=Path, required=True, metavar="文件夹", help="结果写到哪个文件夹")
    screen.add_argument("--workers", type=int, metavar="个数", help="用几个进程，默认每个核一个")


def _add_checks(commands: Any) -> None:
    code = "\n退出码：0 没有问题，1 有问题，2 没法检查（如路径不对）。"
    lint = _add(commands, "lint", _lint, "检查规则文件写得对不对", code)
    lint.add_argument("--as-of", type=_day, metavar="日期", help="按哪一天看是否该重新审核，默认今天")
    lint.add_argument(
        "--laws",
        type=Path,
        metavar="文件夹",
        help="放法律文本的文件夹（LawRefBook 格式的 .md）：核对引用的条款项、罚款数额，看法律有没有修改、废止",
    )
    lint.add_argument("--deep", action="store_true", help="再推算一遍：永远不会违反的项、不起作用的条件、重复的项等")
    test = _add(commands, "test", _test, "运行规则包里的例子（examples），列出不符的和原因", code)
    test.add_argument("--mutate", action="store_true", help="逐处试改条件，列出例子看不出来的改动，和看得出来的例子")
    for command in (lint, test):
        command.add_argument("paths", nargs="+", type=Path, metavar="路径", help="规则文件，或放着它们的文件夹")
        command.add_argument(
            "--json", action="store_true", help="输出 JSON 列表：file、line、column、severity、code、item、message"
        )
    schema = _add(commands, "schema", _schema, "输出规则文件的 JSON Schema，供编辑器补全和检查")
    schema.add_argument(
        "--of",
        choices=("rules", "explanation"),
        default="rules",
        metavar="哪一种",
        help="rules 规则文件（默认）、explanation 带理由的判断结果（decide --json --explain）",
    )


def _add_laws(commands: Any) -> None:
    laws = commands.add_parser("laws", help="查法律和规则的关系", description="查法律和规则的关系。")
    uses = _add(
        laws.add_subparsers(
            title="命令", metavar="命令", required=True, dest="命令", parser_class=_Parser, prog=laws.prog
        ),
        "uses",
        _laws_uses,
        "列出依据某部法律（或者其中一条）的全部事项和裁量规则",
        "\n法律修改时，先看要改哪些规则。",
    )
    uses.add_argument("law", metavar="法律", help="名称，全称、简称都可以")
    uses.add_argument("article", nargs="?", metavar="条", help="第几条，如 33、第三十三条、18-1；不写就列出各条")
    help_ = "规则文件，或放着它们的文件夹；默认用随程序的"
    uses.add_argument("--rules", type=Path, nargs="+", default=[PROJECT / "rules"], metavar="路径", help=help_)


def _add_documents(commands: Any) -> None:
    documents = commands.add_parser("documents", help="查验、撤回出具过的文书", description="查验、撤回出具过的文书。")
    kinds = documents.add_subparsers(
        title="命令", metavar="命令", required=True, dest="命令", parser_class=_Parser, prog=documents.prog
    )
    code = "\n退出码：0 有效而且一样，1 已失效或者不一样，2 没有这个编号。"
    verify = _add(kinds, "verify", _documents_verify, "看一份文书是不是本系统出具的、现在有没有效", code)
    verify.add_argument("file", nargs="?", type=Path, metavar="文件.pdf", help="手里的文件，看它有没有被改过")
    withdraw = _add(kinds, "withdraw", _documents_withdraw, "撤回一份文书，它的编号不再使用")
    withdraw.add_argument("--why", required=True, metavar="理由", help="为什么撤回")
    for command in (verify, withdraw):
        command.add_argument("--number", required=True, metavar="编号", help="文书上的编号，如 清导〔2026〕1号")


def _add_checklist(commands: Any) -> None:
    checklist = _add(commands, "checklist", _checklist, "开具清单 PDF")
    checklist.add_argument(
        "kind",
        choices=("guidance", "checkup", "negative"),
        help="guidance 指导清单（要有答卷）、checkup 体检清单、negative 负面清单",
    )
    _add_case(checklist, answers_required=False)
    checklist.add_argument("-o", "--output", type=Path, required=True, metavar="文件.pdf", help="写到哪个文件")


def _say(text: str, stream: Any = None) -> None:
    print(text, file=stream or sys.stdout)
