"""Screening a table of enterprises: what comes out, whatever happens on the way."""

import csv
import gzip
import json
import signal
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pytest
from pyarrow import parquet

from compliance.engine.sheet import read_sheet
from compliance.rulepacks.problems import ProblemsError
from compliance.services.batch.folder import OutputFolderError
from compliance.services.batch.tables import TableError
from compliance.services.screening import screen_files
from tests.packs import FIRST_OFFENCE, SIGN, TODAY, changed, dumped, engine, item, pack, question
from tests.services.screening.processes import CHUNK_ROWS, UNLUCKY, screening

HEADER = "企业编号,设有招牌,招牌面积,取得许可"
MANY = 63  # rows, in chunks of 5


@pytest.fixture
def county(tmp_path):
    """One pack, and a way to screen with it."""
    sign = tmp_path / "sign.yaml"
    sign.write_bytes(dumped(SIGN))

    def screen(table, output="out", workers=1, **more):
        settings = {"packs": [sign], "discretion": [], "as_of": TODAY, "chunk_rows": CHUNK_ROWS} | more
        return screen_files(enterprises=table, output=tmp_path / output, workers=workers, **settings)

    def write(*lines, name="county.csv"):
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return SimpleNamespace(pack=sign, screen=screen, write=write, out=tmp_path / "out", folder=tmp_path)


def many(rows=MANY):
    """Rows of which some violate, some are settled and some are open; the 31st is bad."""
    for n in range(rows):
        area = "广" if n == 30 else ("", "20", "3", "9")[n % 4]
        yield f"E{n},{'是' if n % 7 else '否'},{area},{'否' if n % 3 else ''}"


def contents(folder):
    """What each file of the folder holds."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def lines(path):
    return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))


def details(folder):
    parts = sorted((folder / "parts").glob("*/details.jsonl.gz"))
    return [json.loads(line) for part in parts for line in gzip.decompress(part.read_bytes()).splitlines()]


def test_a_row_comes_out_with_its_counts_its_exposure_and_what_it_violates(county):
    table = county.write(HEADER, "甲,是,20,否", "乙,是,3,否", "丙,否,,", "丁,是,20,")

    screening = county.screen(table)

    assert lines(county.out / "results.csv") == [
        ["企业编号", "违反", "不能确定", "不适用", "合规", "罚款合计下限", "罚款合计上限", "罚款可能更高", "违反的项"],
        ["甲", "1", "0", "0", "0", "10000", "100000", "", "sign-001"],
        ["乙", "0", "0", "0", "1", "0", "0", "", ""],
        ["丙", "0", "0", "1", "0", "0", "0", "", ""],
        ["丁", "0", "1", "0", "0", "0", "0", "", ""],
    ]
    assert (screening.rows, screening.decided, screening.bad, screening.resumed) == (4, 4, 0, 0)
    assert screening.statuses == {"violation": 1, "undetermined": 1, "not_applicable": 1, "compliant": 1}
    assert lines(county.out / "items.csv")[1] == ["sign-001", "未经许可设置大型招牌", "综合行政执法", "1", "1"]


def test_the_details_say_what_is_violated_with_its_fines_and_what_is_still_open(county):
    county.screen(county.write(HEADER, "甲,是,20,否", "丁,是,20,"))

    violating, open_ = details(county.out)
    (violation,) = violating["violations"]
    assert (violating["id"], violation["item"], violation["outcome"]["verdict"]) == ("甲", "sign-001", "ordinary")
    assert [(fine["min"], fine["max"]) for fine in violation["fines"]] == [(10000, 100000)]
    assert (open_["violations"], open_["undetermined"], open_["needs"]) == ([], ["sign-001"], {"取得许可": 1})


def test_every_row_gets_what_decide_gives_for_its_answers(county):
    table = county.write(HEADER, *many())
    deciding = engine(SIGN)

    county.screen(table, workers=2)

    found = {row[0]: dict(zip(("violation", "undetermined", "not_applicable", "compliant"), row[1:5], strict=True))
             for row in lines(county.out / "results.csv")[1:]}  # fmt: skip
    assert len(found) == MANY - 1
    for row in many():
        key, sign, area, permit = row.split(",")
        if key in found:
            answers = {"设有招牌": sign == "是", "招牌面积": int(area) if area else None}
            answers |= {"取得许可": False} if permit else {}
            decision = deciding.decide(read_sheet({"answers": answers}, deciding.rulebook), TODAY)
            assert found[key][decision.findings[0].status] == "1"


def test_bad_rows_stand_in_a_file_of_their_own_and_the_rest_goes_on(county):
    table = county.write(
        HEADER,
        "甲,是,20,否",
        "乙,对,二十,否",
        ",是,20,否",
        "甲,否,,",
        "丙,是,20",
        "丁,是,-1,否",
        '"戊\n",是,1,否',
        "己,否,,",
    )

    screening = county.screen(table)

    assert [row[0] for row in lines(county.out / "results.csv")[1:]] == ["甲", "戊", "己"]
    assert [row[:3] for row in lines(county.out / "bad-rows.csv")] == [
        ["行号", "企业编号", "列"],
        ["3", "乙", "设有招牌"],
        ["3", "乙", "招牌面积"],
        ["4", "", "企业编号"],
        ["5", "甲", "企业编号"],
        ["6", "", ""],
        ["7", "丁", "招牌面积"],
    ]
    reasons = [row[3] for row in lines(county.out / "bad-rows.csv")[1:]]
    for reason, said in zip(
        reasons, ("「对」", "「二十」", "没有企业编号", "第 2 行", "有 3 格", "小于 0"), strict=True
    ):
        assert said in reason
    assert (screening.rows, screening.bad) == (8, 5)


def test_an_enterprise_that_stood_in_another_chunk_before_is_a_bad_row(county):
    table = county.write(HEADER, *many(), "E2,否,,", " E60 ,否,,")

    county.screen(table, workers=2)

    assert [row[:2] for row in lines(county.out / "bad-rows.csv")[2:]] == [["65", "E2"], ["66", "E60"]]
    assert len({row[0] for row in lines(county.out / "results.csv")}) == len(lines(county.out / "results.csv"))


def test_one_worker_and_two_give_the_same_bytes(county):
    table = county.write(HEADER, *many())

    county.screen(table, "one", workers=1)
    county.screen(table, "two", workers=2)

    assert contents(county.folder / "one") == contents(county.folder / "two")
    assert "results.csv" in contents(county.folder / "one")


def test_csv_and_parquet_give_the_same(tmp_path):
    kinds = {
        "甲": question("boolean"),
        "乙": question("number"),
        "丙": question("choice", options=["a", "b"]),
        "丁": question("choices", options=["a", "b", "c"]),
        "戊": question("date"),
    }
    conditions = ({"甲": True}, {"乙": {"gt": 1}}, {"丙": "a"}, {"丁": {"includes": "b"}}, {"戊": {"within_days": 30}})
    items = [item(condition, id=f"i{n}", examples=[]) for n, condition in enumerate(conditions)]
    rules = tmp_path / "kinds.yaml"
    rules.write_bytes(dumped(pack(kinds, *items)))
    as_text = tmp_path / "t.csv"
    as_text.write_text(
        "id,subject,甲,乙,丙,丁,戊\n1,单位,是,1.5,a,a；b,2026-11-20\n2,个人,否,-2,b,；,2026/1/2\n3,,,,,,\n",
        encoding="utf-8",
    )
    typed = tmp_path / "t.parquet"
    columns = {
        "id": [1, 2, 3],
        "subject": ["unit", "individual", None],
        "甲": [True, False, None],
        "乙": [1.5, -2.0, None],
        "丙": pa.array(["a", "b", None]).dictionary_encode(),
        "丁": [["a", "b"], [], None],
        "戊": [date(2026, 11, 20), date(2026, 1, 2), None],
    }
    parquet.write_table(pa.table(columns), typed)

    for table in (as_text, typed):
        screen_files([rules], table, tmp_path / table.suffix, [], TODAY, workers=1)

    assert contents(tmp_path / ".csv").keys() == contents(tmp_path / ".parquet").keys()
    for name, content in contents(tmp_path / ".csv").items():
        assert name == "manifest.json" or content == contents(tmp_path / ".parquet")[name]
    assert [row[1:5] for row in lines(tmp_path / ".csv" / "results.csv")[1:]] == [
        ["5", "0", "0", "0"],
        ["0", "0", "0", "5"],
        ["0", "5", "0", "0"],
    ]


def test_the_history_of_an_enterprise_is_taken_as_not_known(county):
    law = county.folder / "law.yaml"
    law.write_bytes(dumped(changed(FIRST_OFFENCE, "rules", 0, "elements", to=[
        {"id": "initial", "title": "初次违法", "when": {"prior.same_item": 0}},
    ])))  # fmt: skip

    county.screen(county.write(HEADER, "甲,是,20,否"), discretion=[law])

    assert details(county.out)[0]["violations"][0]["outcome"]["verdict"] == "ordinary"


def test_questions_without_a_column_are_told(county):
    assert county.screen(county.write("id,设有招牌", "1,是")).notes == (
        "有 2 个问题在企业名单里没有列，都当作没有回答",
    )
    assert county.screen(county.write(HEADER, "1,是,,"), "other").notes == ()


def test_a_table_with_no_rows_gives_empty_results(county):
    assert county.screen(county.write(HEADER)).rows == 0
    assert len(lines(county.out / "results.csv")) == 1


def test_progress_tells_rows_done_of_all_and_what_was_done_before(county):
    table = county.write(HEADER, *many(12))
    told = []

    county.screen(table, progress=lambda *rows: told.append(rows))
    county.screen(table, progress=lambda *rows: told.append(rows))

    assert told == [(0, 12), (5, 12), (10, 12), (12, 12), (12, 12)]


# ── Going on ──


@pytest.mark.parametrize("what", ["kill all", "kill main", "interrupt"])
def test_a_screening_that_was_stopped_goes_on_to_the_same_bytes(county, what):
    table = county.write(HEADER, *many(100))
    county.screen(table, "undisturbed", workers=2)

    stopped = screening(what, county.pack, table, county.out)
    done = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in (county.out / "parts").glob("[0-9]*/*")}
    resumed = county.screen(table, workers=2)

    assert stopped.returncode == -(signal.SIGINT if what == "interrupt" else signal.SIGKILL)
    assert stopped.stderr.count("Traceback") == (what == "interrupt")  # the main process's own, none of the workers'
    assert 0 < len(done) // 4 * CHUNK_ROWS == resumed.resumed < 100
    assert {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in done} == done
    assert contents(county.out) == contents(county.folder / "undisturbed")


def test_half_a_part_left_by_a_kill_is_swept_away(county):
    table = county.write(HEADER, *many(12))
    county.screen(table)
    whole = contents(county.out)
    (county.out / "parts" / "00002").rename(county.out / "parts" / ".00002.4711")
    (county.out / "results.csv").unlink()

    assert county.screen(table).resumed == 7
    assert contents(county.out) == whole


def test_a_finished_screening_is_not_done_again(county):
    table = county.write(HEADER, *many())
    county.screen(table)
    before = {path: path.stat().st_mtime_ns for path in (county.out / "parts").rglob("*")}

    assert county.screen(table, workers=2).resumed == MANY
    assert {path: path.stat().st_mtime_ns for path in (county.out / "parts").rglob("*")} == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda county: county.write(HEADER, "甲,否,,") and {}, "企业名单的内容"),
        (
            lambda county: county.pack.write_bytes(dumped(changed(SIGN, "version", to="2026.2"))) and {},
            "「sign」的内容",
        ),
        (
            lambda county: {"as_of": date(2026, 11, 22), "acted_on": TODAY},
            r"--as-of（上次是 2026-11-21，这次是 2026-11-22",
        ),
        (lambda county: {"acted_on": date(2025, 1, 1)}, "--acted-on"),
        (lambda county: {"chunk_rows": 6}, "每批的行数"),
        (lambda county: {"discretion": [law(county)]}, "多了规则文件「law-33」"),
    ],
    ids=["table", "pack", "as_of", "acted_on", "chunks", "discretion"],
)
def test_a_folder_made_from_something_else_is_refused_with_what_differs(county, change, said):
    table = county.write(HEADER, *many(12))
    county.screen(table)
    before = contents(county.out)

    with pytest.raises(OutputFolderError, match=said):
        county.screen(table, **change(county))
    assert contents(county.out) == before


def law(county):
    path = county.folder / "law.yaml"
    path.write_bytes(dumped(FIRST_OFFENCE))
    return path


def test_a_folder_with_other_things_in_it_is_refused(county):
    table = county.write(HEADER, *many(12))
    with pytest.raises(OutputFolderError, match="别的东西"):
        county.screen(table, ".")
    with pytest.raises(OutputFolderError, match="是一个文件"):
        county.screen(table, "county.csv")


def test_two_screenings_cannot_write_one_folder_at_once(county):
    table = county.write(HEADER, *many(12))

    def another(done, total):
        if done == 0:
            with pytest.raises(OutputFolderError, match="另一个筛查"):
                county.screen(table)

    assert county.screen(table, progress=another).rows == 12


def test_a_table_that_is_changed_meanwhile_gives_no_results(county):
    table = county.write(HEADER, *many(12))

    with pytest.raises(TableError, match="被改过"):
        county.screen(table, progress=lambda done, total: county.write(HEADER, "甲,否,,"))
    assert not (county.out / "results.csv").exists()


# ── What goes wrong ──


@pytest.mark.parametrize(
    ("what", "said"),
    [("fault", ["第 22 行（坏）", "not today"]), ("crash", ["第 22–26 行", "意外结束"])],
)
def test_rows_that_fail_are_told_and_all_others_done(county, what, said):
    rows = [*many(20), f"坏,是,{UNLUCKY},否", *(row.replace("E", "F") for row in many(20))]
    table = county.write(HEADER, *rows)

    failed = screening(what, county.pack, table, county.out)

    assert failed.returncode == 1
    assert "ScreeningFault" in failed.stderr
    assert [words for words in said if words not in failed.stderr] == []
    assert {path.name for path in (county.out / "parts").glob("[0-9]*")} == {f"{n:05}" for n in range(1, 10)} - {
        "00005"
    }
    assert not (county.out / "results.csv").exists()
    assert (county.screen(table).resumed, len(lines(county.out / "results.csv"))) == (36, 42)


def test_many_failures_end_the_screening(county):
    table = county.write(HEADER, *(f"E{n},是,{UNLUCKY},否" for n in range(100)))

    failed = screening("fault", county.pack, table, county.out)

    assert 5 <= failed.stderr.count("EngineFault: not today") <= 6


def test_packs_with_problems_are_refused_before_anything_is_written(county):
    county.pack.write_bytes(dumped(changed(SIGN, "version", to=7)))

    with pytest.raises(ProblemsError):
        county.screen(county.write(HEADER))
    assert not county.out.exists()


def test_the_path_in_the_result_is_the_folder(county):
    assert county.screen(county.write(HEADER)).output == Path(county.out)
