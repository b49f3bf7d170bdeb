"""The command line, as somebody at a terminal or a program sees it."""

import json
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import jsonschema
import pytest

from compliance import cli
from compliance.store.database import Store
from compliance.store.records.papers import DocumentRecord
from tests.packs import FIRST_OFFENCE, SIGN, changed, dumped
from tests.statutes.texts import NEW, write_laws

ROOT = Path(__file__).parents[1]
BIG = {"answers": {"设有招牌": True, "招牌面积": 12, "取得许可": False}}


@pytest.fixture
def files(tmp_path):
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "sign.yaml").write_bytes(dumped(SIGN))
    (tmp_path / "law.yaml").write_bytes(dumped(FIRST_OFFENCE))
    (tmp_path / "answers.json").write_text(json.dumps(BIG), encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(capsys):
    def run(*arguments):
        try:
            code = cli.main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = stop.code
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_decide_prints_one_json_object(files, run):
    code, out, err = run(
        "decide", files / "packs", "--answers", files / "answers.json", "--discretion", files / "law.yaml", "--json",
        "--as-of", "2026-11-21", "--acted-on", "2026-11-20",
    )  # fmt: skip
    decision = json.loads(out)
    assert (code, err) == (0, "")
    assert (decision["as_of"], decision["acted_on"]) == ("2026-11-21", "2026-11-20")
    assert decision["findings"][0]["status"] == "violation"
    assert [reach["rule"] for reach in decision["findings"][0]["outcome"]["reachable"]] == ["first-offence"]


def test_decide_takes_yaml_answers_too_and_today_by_default(files, run):
    (files / "answers.yaml").write_text("answers: {设有招牌: false}", encoding="utf-8")
    code, out, _ = run("decide", files / "packs" / "sign.yaml", "--answers", files / "answers.yaml", "--json")
    decision = json.loads(out)
    assert code == 0
    assert decision["findings"][0]["status"] == "not_applicable"
    assert decision["as_of"] == decision["acted_on"]
    assert abs(date.fromisoformat(decision["as_of"]) - date.today()).days <= 1  # noqa: DTZ011


def test_without_discretion_circumstances_are_passed_over(files, run):
    sheet = {**BIG, "circumstances": {"sign-001": {"已改正": True}}}
    (files / "answers.json").write_text(json.dumps(sheet), encoding="utf-8")
    code, out, _ = run(
        "decide", files / "packs", "--answers", files / "answers.json", "--json", "--as-of", "2026-11-21"
    )
    assert code == 0
    assert json.loads(out)["findings"][0]["outcome"]["verdict"] == "ordinary"


def test_decide_speaks_plain_chinese_without_json(files, run):
    code, out, _ = run(
        "decide", files / "packs", "--answers", files / "answers.json", "--discretion", files / "law.yaml",
        "--as-of", "2026-11-21",
    )  # fmt: skip
    assert code == 0
    assert "违反 1 项" in out
    assert "逾期不改正的，处1万元以上10万元以下罚款" in out
    assert "不是行政处罚决定" in out


@pytest.mark.parametrize(
    ("sheet", "messages"),
    [
        ({"answers": {"招牌面枳": 3, "设有招牌": "是"}}, ["是不是「招牌面积」", "「设有招牌」"]),
        ({"answers": {"招牌面积": -1}}, ["不能小于 0"]),
        ({"answer": {}}, ["不认识的键「answer」"]),
        ({"answers": []}, ["应为一组键值"]),
        ({"subject": "company"}, ["unit、individual"]),
        ({"history": [{"item": "x"}]}, ["{item: 项, on: 日期}"]),
        ({"history": [{"item": "x", "on": "昨天"}]}, ["应为日期"]),
        ({"history_source": "sure"}, ["declared、evidenced、verified"]),
        ({"provenance": {"设有招牌": "sworn"}}, ["来源应为"]),
        ({"circumstances": {"sign-002": {}}}, ["是不是「sign-001」"]),
        ({"circumstances": {"sign-001": {"已改证": True}}}, ["是不是「已改正」"]),
        ([], ["答卷应是一组键值"]),
    ],
)
def test_bad_answers_exit_2_with_one_message_per_problem(files, run, sheet, messages):
    (files / "answers.json").write_text(json.dumps(sheet), encoding="utf-8")
    code, out, err = run(
        "decide", files / "packs", "--answers", files / "answers.json", "--discretion", files / "law.yaml", "--json"
    )
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == len(messages)
    for message in messages:
        assert message in err


def test_bad_packs_exit_2_with_all_their_problems(files, run):
    broken = changed(changed(SIGN, "items", 0, "severity", to="tiny"), "titel", to="x")
    (files / "packs" / "sign.yaml").write_bytes(dumped(broken))
    (files / "packs" / "other.yaml").write_text("schema: [", encoding="utf-8")
    code, _, err = run("decide", files / "packs", "--answers", files / "answers.json", "--json")
    assert code == 2
    assert len(err.splitlines()) == 3


@pytest.mark.parametrize("arguments", [["--discretion", "packs/sign.yaml"], []])
def test_a_file_of_the_wrong_kind_is_named(files, run, arguments):
    paths = [files / each if "/" in each else each for each in arguments]
    target = files / "packs" if arguments else files / "law.yaml"
    code, _, err = run("decide", target, "--answers", files / "answers.json", *paths)
    assert code == 2
    assert "这里要的是" in err


@pytest.mark.parametrize("path", ["missing.yaml", "empty"])
def test_paths_that_hold_nothing_exit_2(files, run, path):
    (files / "empty").mkdir()
    for arguments in (["lint"], ["test"]):
        code, _, err = run(*arguments, files / path)
        assert code == 2
        assert path in err
    assert run("decide", files / path, "--answers", files / "answers.json")[0] == 2


def test_lint_and_test_are_quiet_about_what_is_clean(files, run):
    assert run("lint", files / "packs", "--as-of", "2026-11-21")[:2] == (0, "检查了 1 个文件：没有问题\n")
    assert run("test", files / "packs")[:2] == (0, "1 个文件，运行了 2 个例子：没有问题\n")


def test_test_says_which_example_failed_and_why(files, run):
    wrong = changed(SIGN, "items", 0, "examples", 0, "given", to={"设有招牌": True, "招牌面积": 20})
    (files / "packs" / "sign.yaml").write_bytes(dumped(wrong))
    code, out, _ = run("test", files / "packs", "--json")
    (problem,) = json.loads(out)
    assert code == 1
    assert set(problem) == {"file", "line", "column", "severity", "code", "item", "message"}
    assert (problem["code"], problem["item"]) == ("example-failed", "sign-001")
    assert "「大」应为违反（violation），得到的是不能确定（undetermined）；还缺：取得许可" in problem["message"]
    assert "name: 大" in (files / "packs" / "sign.yaml").read_text(encoding="utf-8").splitlines()[problem["line"] - 1]


def test_lint_prints_its_problems_as_a_list(files, run):
    code, out, _ = run("lint", files / "packs", files / "law.yaml", "--json", "--as-of", "2030-01-01")
    assert code == 1
    assert [problem["code"] for problem in json.loads(out)] == ["stale-review", "no-review"]


def test_schema_is_json(run):
    code, out, _ = run("schema")
    assert code == 0
    assert json.loads(out)["oneOf"]


@pytest.mark.parametrize(
    "command",
    [[], ["decide"], ["lint"], ["test"], ["schema"], ["checklist"], ["bulk"], ["screen"], ["serve"], ["demo"]],
)
def test_help_is_in_chinese(run, command):
    code, out, _ = run(*command, "--help")
    assert code == 0
    assert out.startswith("用法：python -m compliance")
    assert "显示这份说明" in out
    assert not {"usage", "positional arguments", "options:", "show this help"} & {
        line.strip() for line in out.splitlines()
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "缺少：命令"),
        (["dicide"], "没有「dicide」"),
        (["decide", "x"], "缺少：--answers"),
        (["lint", "x", "--as-of", "today"], "「today」不是日期"),
        (["lint", "x", "--as-of", "9999-12-31"], "「9999-12-31」应在 1949-10-01 到 2999-12-31 之间"),
        (["lint", "x", "--fast"], "不认识的参数：--fast"),
        (["checklist", "guidance", "x", "-o", "y.doc"], "文件名请以 .pdf、.xlsx、.docx 之一结尾"),
        (["checklist", "guidence", "x", "-o", "y.pdf"], "没有「guidence」这种清单；是不是「guidance」？"),
    ],
)
def test_a_command_that_is_written_wrong_says_so_in_chinese(run, arguments, message):
    code, _, err = run(*arguments)
    assert code == 2
    assert message in err


def test_a_bug_is_an_error_and_no_answer(files, run, monkeypatch):
    monkeypatch.setattr("compliance.engine.decide.Engine.decide", lambda *_: 1 / 0)
    code, out, err = run("decide", files / "packs", "--answers", files / "answers.json", "--json")
    assert (code, out) == (3, "")
    assert "没有得出结论" in err


def test_it_runs_as_a_module_and_writes_utf8_whatever_the_locale(files):
    done = subprocess.run(
        [sys.executable, "-m", "compliance", "decide", files / "packs", "--answers", files / "answers.json"],
        cwd=ROOT, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}, capture_output=True, check=True,
    )  # fmt: skip
    assert "招牌负面清单" in done.stdout.decode("utf-8")


def test_explain_adds_reasons_that_follow_their_schema(files, run):
    answers = {**BIG, "circumstances": {"sign-001": {"危害后果": "无"}}}
    (files / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
    arguments = [
        "decide", files / "packs", "--answers", files / "answers.json", "--discretion", files / "law.yaml",
        "--as-of", "2026-11-21", "--acted-on", "2020-01-01", "--json",
    ]  # fmt: skip
    explained = json.loads(run(*arguments, "--explain")[1])
    plain = json.loads(run(*arguments)[1])
    assert {key: explained[key] for key in plain} == plain
    schema = json.loads(run("schema", "--of", "explanation")[1])
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(explained)
    assert [law["in_force"] for law in explained["explanations"][0]["laws"]] == [False, True]


def test_explain_tells_the_band_of_the_verdict(files, run):
    band = {"verdict": "ordinary", "from": "2026-01-01", "share": [0, 0.3], "unverified": "没有收录"}
    (files / "law.yaml").write_bytes(dumped(FIRST_OFFENCE | {"bands": [band]}))
    arguments = [
        "decide", files / "packs", "--answers", files / "answers.json", "--discretion", files / "law.yaml",
        "--as-of", "2026-11-21", "--explain",
    ]  # fmt: skip
    explained = json.loads(run(*arguments, "--json")[1])
    jsonschema.Draft202012Validator(json.loads(run("schema", "--of", "explanation")[1])).validate(explained)
    assert explained["explanations"][0]["bands"] == [
        {"fine": 0, "min": 10000, "max": 37000, "share": [0, 0.3], "from": "2026-01-01", "unverified": "没有收录"}
    ]
    assert "处1万元以上10万元以下罚款；一般情形的幅度：1万元以上3.7万元以下（裁量基准未核对）" in run(*arguments)[1]


def test_explain_gives_ways_out_what_to_answer_next_and_the_exposure(files, run):
    arguments = ["decide", files / "packs", "--answers", files / "answers.json", "--as-of", "2026-11-21", "--explain"]
    explained = json.loads(run(*arguments, "--json")[1])
    assert explained["explanations"][0]["ways_out"] == [
        [{"fact": "招牌面积", "value": 8, "goal": {"招牌面积": {"lte": 8}}}],
        [{"fact": "取得许可", "value": True, "goal": {"取得许可": {"is": True}}}],
    ]
    assert (explained["exposure"]["min"], explained["exposure"]["max"]) == (10000, 100000)
    assert explained["next_questions"] == []
    words = run(*arguments)[1]
    assert "参数「大型招牌面积」：8（自 2026年1月1日 起）" in words
    assert "出路：实际改到：招牌面积不超过8平方米" in words
    assert "罚款合计：1万元至10万元" in words
    (files / "answers.json").write_text("{}", encoding="utf-8")
    assert "再回答 1 题" in run(*arguments)[1]


def test_screen_decides_every_row_and_goes_on_where_it_stopped(files, run):
    table = files / "county.csv"
    table.write_text("id,设有招牌,招牌面积,取得许可\n甲,是,20,否\n乙,否,,\n丙,是,很大,否\n", encoding="utf-8")
    arguments = ["screen", files / "packs", "--enterprises", table, "-o", files / "out", "--as-of", "2026-11-21"]
    code, out, _ = run(*arguments, "--workers", "1")
    assert code == 1
    assert "筛查了 3 行，1 行有误" in out
    lines = (files / "out" / "results.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[:2] for line in lines[1:]] == [["甲", "1"], ["乙", "0"]]
    assert "4,丙,招牌面积" in (files / "out" / "bad-rows.csv").read_text(encoding="utf-8-sig")
    assert "其中 3 行上次已做完" in run(*arguments)[1]


def test_bulk_makes_a_paper_for_every_row_and_says_what_it_could_not(files, run):
    table = files / "county.csv"
    table.write_text("id,名称,设有招牌,招牌面积,取得许可\n甲,甲店,是,20,否\n丙,丙店,是,很大,否\n", encoding="utf-8")
    arguments = ["bulk", "guidance", files / "packs", "--enterprises", table, "-o", files / "out"]
    arguments += ["--as-of", "2026-11-21", "--format", "docx", "--zip", files / "all.zip", "--workers", "1"]
    code, out, err = run(*arguments)
    assert code == 1
    assert "生成了 1 份，1 份没有生成，原因见" in out
    assert "第 3 行（丙）：「招牌面积」" in err
    assert [path.name for path in (files / "out" / "papers").iterdir()] == ["00002-甲店-企业合规整改指导清单.docx"]
    assert (files / "all.zip").read_bytes().startswith(b"PK")
    assert "其中 1 份上次已做完" in run(*arguments)[1]


def test_an_interruption_is_no_bug(files, run, monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("compliance.services.screening.screen_files", stop)
    code, _, err = run("screen", files / "packs", "--enterprises", files / "x.csv", "-o", files / "out")
    assert code == 130
    assert "再运行同一条命令" in err


def test_laws_uses_lists_what_stands_on_a_law(files, run):
    code, out, err = run("laws", "uses", "某条例", "18", "--rules", files / "packs")
    assert (code, err) == (0, "")
    assert "sign-001　未经许可设置大型招牌　罚则　《某条例》第十八条第二款" in out
    code, _, err = run("laws", "uses", "没有的条例", "--rules", files / "packs")
    assert (code, "没有引用《没有的条例》" in err) == (2, True)


def test_lint_with_laws_holds_the_citations_against_the_texts(files, run):
    laws = write_laws(files / "laws", a=NEW)
    code, out, _ = run("lint", files / "packs", "--laws", laws, "--as-of", "2026-11-21")
    assert code == 1
    assert "法律文本里没有《某条例》" in out
    code, _, err = run("lint", files / "packs", "--laws", files / "nowhere")
    assert (code, "没有这个文件夹" in err) == (2, True)


@pytest.mark.parametrize("command", [["serve"], ["documents", "verify", "--number", "清导〔2026〕1号"]])
def test_a_certificate_that_cannot_be_used_is_said_at_the_start(command, files, run, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "x")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{files / 'db'}")
    monkeypatch.setenv("SIGNING_CERTIFICATE", str(files / "law.yaml"))
    code, out, err = run(*command)
    assert (code, out) == (2, "")
    assert "打不开签名证书" in err
    assert len(err.splitlines()) == 1


def test_explain_says_which_laws_an_item_stands_on(files, run):
    elements = [
        {"id": "law", "title": "违反某条例", "when": {"item.laws": {"includes": "某条例"}}},
        {"id": "article", "title": "违反第三条", "when": {"item.articles": {"includes": "某条例 3"}}},
    ]
    (files / "law.yaml").write_bytes(dumped(changed(FIRST_OFFENCE, "rules", 0, "elements", to=elements)))
    words = run(
        "decide", files / "packs", "--answers", files / "answers.json", "--discretion", files / "law.yaml",
        "--as-of", "2026-11-21", "--explain",
    )[1]  # fmt: skip
    assert "本项依据的法律合要求：成立（某条例）" in words
    assert "本项依据的条文合要求：不成立（某条例 18）" in words


@pytest.fixture
def registered(files, monkeypatch):
    """A paper on record, in the database that the commands use."""
    url = f"sqlite:///{files / 'office.sqlite3'}"
    monkeypatch.setenv("SECRET_KEY", "x")
    monkeypatch.setenv("DATABASE_URL", url)
    store = Store(url)
    store.migrate()
    day, moment = date(2026, 11, 21), datetime(2026, 11, 21, tzinfo=UTC)
    with store.writing() as records:
        records.documents.add(DocumentRecord("清导〔2026〕1号", "guidance", "指导清单", day, moment))
        records.documents.made("清导〔2026〕1号", sha256(b"the paper").hexdigest(), b"")
    store.close()
    (files / "paper.pdf").write_bytes(b"the paper")
    (files / "other.pdf").write_bytes(b"another")
    return files


def test_documents_are_verified_and_withdrawn(registered, run):
    number = ("--number", "清导〔2026〕1号")
    code, out, _ = run("documents", "verify", *number, registered / "paper.pdf")
    assert (code, "现在有效" in out, "和出具时一样" in out) == (0, True, True)
    code, out, _ = run("documents", "verify", *number, registered / "other.pdf")
    assert (code, "内容可能被改过" in out) == (1, True)
    assert run("documents", "withdraw", *number, "--why", "填错了单位")[0] == 0
    code, out, _ = run("documents", "verify", *number)
    assert (code, "撤回" in out) == (1, True)
    assert run("documents", "withdraw", *number, "--why", "再来一次")[0] == 2


def test_documents_that_are_not_there_are_told(registered, run):
    code, _, err = run("documents", "verify", "--number", "清导〔2026〕2号")
    assert (code, "没有出具过" in err) == (2, True)
    code, _, err = run("documents", "verify", "--number", "清导〔2026〕1号", registered / "nowhere.pdf")
    assert (code, "读不到文件" in err) == (2, True)


@pytest.fixture
def office_of_commands(files, monkeypatch):
    """The database and the address that the commands use."""
    monkeypatch.setenv("SECRET_KEY", "x")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{files / 'office.sqlite3'}")
    monkeypatch.setenv("PUBLIC_URL", "https://qingdan.example")
    return files


def test_a_notice_is_issued_with_a_number_that_can_be_verified(office_of_commands, run):
    folder = office_of_commands
    case = ["checklist", "correction", folder / "packs", "--answers", folder / "answers.json", "--as-of", "2026-11-21"]
    code, out, err = run(*case, "--issue", "-o", folder / "one.pdf")
    number = re.search(r"清责改〔\d{4}〕1号", out)
    assert (code, err, bool(number)) == (0, "", True)
    assert run(*case, "--issue", "-o", folder / "two.pdf")[0] == 0
    assert (folder / "one.pdf").read_bytes() == (folder / "two.pdf").read_bytes()
    assert run("documents", "verify", "--number", number[0], folder / "one.pdf")[0] == 0
    assert run(*case, "-o", folder / "blank.pdf")[0] == 0
    assert run("documents", "verify", "--number", number[0], folder / "blank.pdf")[0] == 1
    code, out, _ = run(*case, "--enterprise", "某某店", "--issue", "-o", folder / "three.pdf")
    assert (code, "2号" in out) == (0, True)


def test_what_cannot_be_issued_is_told(office_of_commands, run):
    folder = office_of_commands
    case = ["--answers", folder / "answers.json", "--issue", "-o"]
    code, _, err = run("checklist", "negative", folder / "packs", *case, folder / "x.pdf")
    assert (code, "不编号" in err) == (2, True)
    code, _, err = run("checklist", "correction", folder / "packs", *case, folder / "x.xlsx")
    assert (code, "编号登记的只有 PDF" in err) == (2, True)
