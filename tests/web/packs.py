"""Rules for the web tests: every type of question, questions shown by others, and one that two packs share."""

from datetime import date
from pathlib import Path
from typing import Any

from tests.packs import changed, dumped, item, pack, question

LARGE = item({"招牌面积": {"gt": 8}}, applies_when={"设有招牌": True})
SIGNS = pack(
    {
        "设有招牌": question("boolean", ask="是否设有招牌？", help="店外的都算。", evidence="照片"),
        "招牌面积": question("number", ask="面积多大？", unit="平方米", min=0, max=500, ask_when={"设有招牌": True}),
        "招牌材料": question("choice", ask="什么材料？", options=["木", "铁"]),
        "招牌用途": question("choices", ask="作什么用？", options=["店名", "广告"]),
        "许可到期日": question("date", ask="许可哪天到期？"),
        "招牌说明": question("text", ask="还有什么要说明？"),
    },
    LARGE,
    title="招牌清单",
    region="某省",
)
LAMPS = pack(
    {
        "设有招牌": question("boolean", ask="有没有招牌？"),
        "招牌亮灯": question("boolean", ask="招牌亮灯吗？", ask_when={"设有招牌": True}),
        "灯具安全": question("boolean", ask="灯具安全吗？"),
    },
    item({"灯具安全": False}, id="lamp-001", title="灯具不安全"),
    id="lamps",
    title="灯具清单",
    unverified=["这一条还没有核对。"],
)
DISCRETION: dict[str, Any] = {
    "schema": 1,
    "kind": "discretion",
    "id": "discretion",
    "title": "裁量规则",
    "circumstances": {
        "危害后果": question("choice", ask="有什么后果？", options=["无", "严重"]),
        "后果说明": question("text", ask="是什么后果？", ask_when={"危害后果": "严重"}),
        "家庭经营": question("boolean", ask="是家庭经营吗？", ask_when={"case.subject": "individual"}),
        "再犯原因": question("text", ask="为什么又犯？", ask_when={"prior.same_item": {"gt": 0}}),
        "轻微情节": question("boolean", ask="情节轻微吗？", ask_when={"item.severity": "minor"}),
    },
    "rules": [
        {
            "id": "first",
            "title": "首违不罚",
            "verdict": "no_penalty_allowed",
            "basis": {"law": "某法", "article": 33},
            "elements": [
                {"id": "initial", "title": "初次违法", "when": {"prior.same_item": 0}, "proof": "verified"},
                {"id": "slight", "title": "没有后果", "when": {"危害后果": "无"}},
            ],
        }
    ],
    "bands": [{"verdict": "ordinary", "from": date(2026, 1, 1), "share": [0, 0.3], "unverified": "基准还没有收录。"}],
}
HOSTILE = "<script>alert(1)</script>'\"&{{7*7}}"
HOSTILE_SIGNS = changed(changed(SIGNS, "title", to=HOSTILE), "questions", "设有招牌", "ask", to=HOSTILE)
DAY = date(2026, 11, 21)


def write_rules(folder: Path, *rules: dict[str, Any]) -> Path:
    """A new folder `rules` in this one, with these files."""
    (new := folder / "rules").mkdir()
    for number, data in enumerate(rules):
        (new / f"{number}.yaml").write_bytes(dumped(data))
    return new
