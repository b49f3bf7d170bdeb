"""Makes docs/gallery: small pictures of every document of checklists/, its first pages, and of the site's main pages.

Run by `make gallery`. With a folder as argument it writes the whole PDFs there too.
"""

import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from compliance.documents.definitions import Definition, definition_paths, read_definition  # noqa: E402
from compliance.documents.laws import Laws  # noqa: E402
from compliance.documents.matter import Matter  # noqa: E402
from compliance.documents.render import render  # noqa: E402
from compliance.rulepacks.rulebook import read_rulebook  # noqa: E402
from compliance.services.decide_files import decide_files, rulebook_of  # noqa: E402
from compliance.services.enterprise import Enterprise  # noqa: E402
from compliance.statutes.uses import Register  # noqa: E402
from scripts.desk_pictures import photograph_desk  # noqa: E402
from scripts.legal_pictures import photograph_legal_desk  # noqa: E402
from scripts.site_pictures import photograph_site  # noqa: E402

GALLERY = ROOT / "docs" / "gallery"
DAY = date(2026, 11, 21)
PACKS = [ROOT / "rules" / "negative_lists" / f"{name}.yaml" for name in ("street", "signage")]
VISIT = ROOT / "checklists" / "one_visit" / "catering_fumes.yaml"
MOST_PAGES, MOST_BYTES, DOTS = 3, 80_000, (60, 55, 50, 45, 40, 35)


def main(whole: Path | None) -> None:
    for old in GALLERY.glob("*.png"):
        old.unlink()
    titles = []
    for path in definition_paths(ROOT / "checklists").values():
        definition = read_definition(path)
        pdf = render(definition, matter_for(definition), ROOT / "templates")
        if whole:
            (whole / f"{definition.id}.pdf").write_bytes(pdf)
        titles.append((definition, picture(definition, pdf)))
    pages, desk = photograph_site(GALLERY, GALLERY / "answers.yaml"), photograph_desk(GALLERY)
    legal = photograph_legal_desk(GALLERY)
    (GALLERY / "README.md").write_text(readme(titles, pages, desk, legal), encoding="utf-8")


def matter_for(definition: Definition) -> Matter:
    """What the document needs: a visit, a decision or only the packs."""
    register = Register.of(read_rulebook([ROOT / "rules" / "statutes.yaml"]).files)
    number = (definition.number or "").replace("{年}", "2026").replace("{序号}", "1") or None
    if definition.visit == "required":
        matter = Matter(rulebook_of([ROOT / "rules" / "negative_lists", VISIT]), DAY)
    else:
        discretion = [ROOT / "rules" / "discretion" / "penalty_law.yaml"]
        decided = decide_files(PACKS, GALLERY / "answers.yaml", discretion, DAY, None)
        matter = Matter(decided.rulebook, DAY, decided.decision, decided.sheet)
    if definition.made_for == "enterprise":
        party = Enterprise(name="示例市某某便利店", credit_code="", address="示例市示例路 1 号")
        matter = replace(matter, enterprise=party, number=number, issuing_body="示例市综合行政执法局")
    return replace(matter, link="http://127.0.0.1:8000/verify/1", laws=Laws(register))


def picture(definition: Definition, pdf: bytes) -> list[str]:
    """The names of the pictures of the first pages, each as large as MOST_BYTES allow."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        for page in range(1, MOST_PAGES + 1):
            made = GALLERY / f"{definition.id}-{page}.png"
            for dots in DOTS:
                where = ["-f", str(page), "-l", str(page), "-singlefile", file.name, str(made.with_suffix(""))]
                subprocess.run(["pdftoppm", "-png", "-r", str(dots), *where], check=False, capture_output=True)  # noqa: S603, S607
                if not made.exists() or made.stat().st_size <= MOST_BYTES:
                    break
    return sorted(path.name for path in GALLERY.glob(f"{definition.id}-[0-9].png"))


def readme(
    titles: list[tuple[Definition, list[str]]],
    pages: list[tuple[str, str]],
    desk: list[tuple[str, str]],
    legal: list[tuple[str, str]],
) -> str:
    """One heading for each document, its pictures below, and those of the site's and the desks' pages at the end."""
    lines = [
        "# 文书样张",
        "",
        "`checklists/` 里每一种文书用随程序的规则包做一份，各取前几页。单位、机关都是虚构的。",
        "这一页由 `make gallery` 生成，不要手改。",
        "答卷在 [answers.yaml](answers.yaml)；走访单用的是",
        "[餐饮油烟一件事](../../checklists/one_visit/catering_fumes.yaml)。",
    ]
    for definition, names in titles:
        title = definition.title.replace("{清单}", "负面清单")
        lines += ["", f"## {title}", "", f"定义：[`{definition.id}.yaml`](../../checklists/{definition.id}.yaml)", ""]
        lines.append(" ".join(f"![{title} 第 {page} 页]({name})" for page, name in enumerate(names, 1)))
    lines += ["", "# 网页样张", "", "企业在手机上看到的主要几页，同一份答卷填出来的；网址、续填码都是虚构的。"]
    lines += _pictures(pages)
    lines += [
        "",
        "# 办公桌样张",
        "",
        "工作人员看到的主要几页，在 `make demo` 做的虚构的镇里。",
    ]
    lines += _pictures(desk)
    lines += [
        "",
        "# 法制人员的办公桌样张",
        "",
        "同一个镇里，法制人员和审核人员改规则的几页；法律的修改、期限的改动都是虚构的。",
    ]
    lines += _pictures(legal)
    return "\n".join(lines) + "\n"


def _pictures(pages: list[tuple[str, str]]) -> list[str]:
    return [line for title, name in pages for line in ("", f"## {title}", "", f"![{title}]({name})")]


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
