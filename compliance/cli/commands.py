"""What each command does with its arguments; services are loaded only by the command that calls them."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from compliance.cli.terminal import at_the_terminal
from compliance.engine.decision import to_json
from compliance.errors import ComplianceError
from compliance.settings import Settings, issuing_body, laws

EXIT_CLEAN, EXIT_PROBLEMS, EXIT_BAD_INPUT, EXIT_BUG = 0, 1, 2, 3
REASONS_AT_MOST = 10  # on standard error; the report has all
EXIT_INTERRUPTED = 130  # as shells have it


def say(text: str, stream: Any = None) -> None:
    """On standard output, or on the stream."""
    print(text, file=stream or sys.stdout)


def decide(options: argparse.Namespace) -> int:
    from compliance.services.decide_files import decide_files

    as_of = options.as_of or date.today()  # noqa: DTZ011  the office's own day
    decided = decide_files(options.packs, options.answers, options.discretion, as_of, options.acted_on)
    say(_decided_json(decided, options.explain) if options.json else _decided_words(decided, options.explain))
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


def lint(options: argparse.Namespace) -> int:
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
        say(json.dumps(mutated.as_list(), ensure_ascii=False, indent=1))
    else:
        say("\n".join(mutated.lines()))
    return EXIT_PROBLEMS if mutated.found.alive else EXIT_CLEAN


def test(options: argparse.Namespace) -> int:
    if options.mutate:
        return _mutate(options)
    from compliance.services.check_rules import check_examples

    checked = check_examples(options.paths)
    return _report(checked, options, f"{checked.files} 个文件，运行了 {checked.examples} 个例子")


def _report(checked: Any, options: argparse.Namespace, summary: str) -> int:
    if options.json:
        found = [*checked.problems, *checked.notes]
        say(json.dumps([problem.as_dict() for problem in found], ensure_ascii=False, indent=1))
    else:
        for problem in (*checked.notes, *checked.problems):
            say(str(problem))
        noted = f"；规则里注明没有核对的有 {len(checked.notes)} 处" if checked.notes else ""
        say(f"{summary}：" + (f"{len(checked.problems)} 个问题" if checked.problems else "没有问题") + noted)
    return EXIT_PROBLEMS if checked.problems else EXIT_CLEAN


def schema(options: argparse.Namespace) -> int:
    from compliance.rulepacks.json_schema import json_schema
    from compliance.services.explain_decision import explanation_schema

    schema = explanation_schema() if options.of == "explanation" else json_schema()
    say(json.dumps(schema, ensure_ascii=False, indent=1))
    return EXIT_CLEAN


def checklist(options: argparse.Namespace) -> int:
    from compliance.services.print_checklist import Files, Particulars, issue_files, print_files

    as_of = options.as_of or date.today()  # noqa: DTZ011
    files = Files(options.packs, options.answers, options.discretion, as_of, options.acted_on)
    more = Particulars(tuple(options.item), options.enterprise, issuing_body(), options.laws or laws())
    if not options.issue:
        write(options.output, print_files(options.kind, files, options.output, more))
        say(f"已生成 {options.output}")
        return EXIT_CLEAN
    with opened_office() as office:
        issued = issue_files(office, at_the_terminal(), options.kind, files, options.output, more)
    write(options.output, issued.file)
    say(f"已出具 {issued.number}，写在 {options.output}")
    return EXIT_CLEAN


def write(path: Path, file: bytes) -> None:
    """Writes the file; raises OutputError."""
    try:
        path.write_bytes(file)
    except OSError as error:
        raise OutputError(f"{path}：写不进去（{error.strerror}）；请换一个位置") from None


def screen(options: argparse.Namespace) -> int:
    from compliance.services.batch.progress import shown_on
    from compliance.services.screening import screen_files

    as_of = options.as_of or date.today()  # noqa: DTZ011
    case = (options.packs, options.enterprises, options.output, options.discretion, as_of, options.acted_on)
    with shown_on(sys.stderr, "筛查", "行") as progress:
        done = screen_files(*case, options.workers, progress)
    for note in done.notes:
        say(f"注意：{note}", sys.stderr)
    resumed = f"（其中 {done.resumed} 行上次已做完）" if done.resumed else ""
    say(f"筛查了 {done.rows} 行{resumed}，{done.bad} 行有误，结果在 {done.output}")
    return EXIT_PROBLEMS if done.bad else EXIT_CLEAN


def bulk(options: argparse.Namespace) -> int:
    from compliance.services.batch.progress import shown_on
    from compliance.services.bulk import Issuing, Request, print_bulk

    request = Request(
        kind=options.kind,
        packs=options.packs,
        output=options.output,
        as_of=options.as_of or date.today(),  # noqa: DTZ011
        enterprises=options.enterprises,
        discretion=options.discretion,
        acted_on=options.acted_on,
        items=tuple(options.item),
        suffix=options.format,
        issuing_body=issuing_body(),
        laws=options.laws or laws(),
        issue=Issuing(_migrated(), at_the_terminal()) if options.issue else None,
        zip_file=options.zip,
        merged=options.merged,
    )
    with shown_on(sys.stderr, "生成", "份") as progress:
        done = print_bulk(request, options.workers, progress)
    return _report_bulk(done, options)


def _migrated() -> Settings:
    """The installation's settings, its database up to date before several processes write to it."""
    from compliance.services.office import printing_office

    settings = Settings.from_environment()
    office = printing_office(settings)
    office.store.migrate()
    return settings


def _report_bulk(done: Any, options: argparse.Namespace) -> int:
    for note in done.notes:
        say(f"注意：{note}", sys.stderr)
    for reason in done.reasons[:REASONS_AT_MOST]:
        say(reason, sys.stderr)
    if len(done.reasons) > REASONS_AT_MOST:
        say(f"……共 {done.failed} 份没有生成", sys.stderr)
    resumed = f"（其中 {done.resumed} 份上次已做完）" if done.resumed else ""
    spared = f"，{done.spared} 份不用出具" if done.spared else ""
    unmade = f"，{done.failed} 份没有生成，原因见 {done.report}" if done.failed else ""
    say(f"生成了 {done.made} 份{resumed}{spared}{unmade}，在 {options.output}")
    return EXIT_PROBLEMS if done.failed else EXIT_CLEAN


def laws_uses(options: argparse.Namespace) -> int:
    from compliance.services.law_uses import describe, law_uses

    say(describe(law_uses(options.rules, options.law, options.article)))
    return EXIT_CLEAN


def documents_verify(options: argparse.Namespace) -> int:
    from compliance.services.verify_document import describe, verify_document

    with opened_office() as office:
        found = verify_document(office, options.number, file_bytes(options.file) if options.file else None)
    say(describe(found))
    return EXIT_CLEAN if found.state == "in_force" and found.same is not False else EXIT_PROBLEMS


def file_bytes(path: Path) -> bytes:
    """The file's content; raises InputError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}：读不到文件（{error.strerror}）；请检查路径和权限") from None


def documents_withdraw(options: argparse.Namespace) -> int:
    from compliance.services.verify_document import withdraw_document

    with opened_office() as office:
        withdraw_document(office, at_the_terminal(), options.number, options.why)
    say(f"已撤回 {options.number}")
    return EXIT_CLEAN


@contextmanager
def opened_office() -> Iterator[Any]:
    """The office as the environment sets it up, closed at the end."""
    from compliance.services.office import open_office

    office = open_office(Settings.from_environment())
    try:
        yield office
    finally:
        office.store.close()


def serve(options: argparse.Namespace) -> int:
    from compliance.services.serve import serve

    serve(options.bind)
    return EXIT_CLEAN


def demo(options: argparse.Namespace) -> int:
    from compliance.services.batch.progress import shown_on
    from compliance.services.demo.opening import in_words, open_demo
    from compliance.services.serve import serve_as

    settings = Settings.for_demo(f"http://{options.bind}")
    with shown_on(sys.stderr, "演示数据", "件事") as progress:
        made = open_demo(settings, options.fresh, tell=progress)
    say(in_words(made, settings.public_url))
    if not options.only_fill:
        sys.stdout.flush()  # this process is about to become another
        serve_as(settings, options.bind)
    return EXIT_CLEAN


class InputError(ComplianceError):
    """The file to read can't be read."""


class OutputError(ComplianceError):
    """The file to write can't be written."""
