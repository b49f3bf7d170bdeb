"""What was found, as a table to take away."""

import csv
import io

import pytest
from openpyxl import load_workbook

from compliance.services.office import Office
from compliance.services.rule_search.asked import Asked, RuleSearchError
from compliance.services.rule_search.export import export_csv, export_xlsx
from tests.packs import SIGN, changed, dumped


def lines(made: bytes) -> list[list[str]]:
    assert made.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(made.decode("utf-8-sig"))))


def test_csv_has_a_line_for_each_hit(office: Office) -> None:
    head, row = lines(export_csv(office, Asked(kind="item")))
    said = dict(zip(head, row, strict=True))
    assert said["编号"] == "sign-001"
    assert said["规则"] == "招牌负面清单"
    assert said["依据"] == "《某条例》第十八条第二款"
    assert said["罚款"] == "逾期不改正的，处1万元以上10万元以下罚款"
    assert said["改正期限（天）"] == "15"


def test_a_workbook_has_the_same(office: Office) -> None:
    sheet = load_workbook(io.BytesIO(export_xlsx(office, Asked()))).active
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert rows == lines(export_csv(office, Asked()))
    assert export_xlsx(office, Asked()) == export_xlsx(office, Asked())


def test_what_cannot_be_looked_for_is_not_exported(office: Office) -> None:
    with pytest.raises(RuleSearchError):
        export_csv(office, Asked(least="很多"))


class TestHostile:
    @pytest.fixture
    def rules(self, rules):
        (rules / "sign.yaml").write_bytes(dumped(changed(SIGN, "items", 0, "title", to="=1+1")))
        return rules

    def test_no_text_becomes_a_formula(self, office: Office) -> None:
        assert lines(export_csv(office, Asked(kind="item")))[1][1] == "'=1+1"
        sheet = load_workbook(io.BytesIO(export_xlsx(office, Asked(kind="item")))).active
        assert (sheet["B2"].value, sheet["B2"].data_type) == ("=1+1", "s")
