"""Makes the README's pictures: its example's result page and guidance checklist, and the desks of a made-up town.

Run by `make pictures`.
"""

import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from threading import Thread

import yaml
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from compliance.services.enterprise import Enterprise  # noqa: E402
from compliance.services.issue_checklist import issue_checklist  # noqa: E402
from compliance.services.office import open_office  # noqa: E402
from compliance.services.self_check.keep import start_check  # noqa: E402
from compliance.services.submit_assessment import DraftSheet, submit_assessment  # noqa: E402
from compliance.settings import Settings  # noqa: E402
from compliance.web import create_web  # noqa: E402
from scripts.desk_pictures import photograph_desk  # noqa: E402
from scripts.legal_pictures import photograph_legal_desk  # noqa: E402

DESK = (("inbox", "desktop"), ("matter", "phone"))
LEGAL_DESK = (("preview", "desktop"),)
IMAGES = ROOT / "docs" / "images"
ENTERPRISE = Enterprise(name="示例市某某小吃店", address="示例路 1 号")


def main() -> None:
    """Submits the example to a site of its own and takes the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        office = open_office(settings_in(Path(folder)))
        sheet = yaml.safe_load((ROOT / "docs" / "example" / "answers.yaml").read_text(encoding="utf-8"))
        token = start_check(office, ["signage"])
        submit_assessment(office, token, DraftSheet(("signage",), sheet, ENTERPRISE), date(2026, 11, 21))
        pdf = Path(folder) / "guidance.pdf"
        pdf.write_bytes(issue_checklist(office, token))
        IMAGES.mkdir(parents=True, exist_ok=True)
        pages = ["pdftoppm", "-png", "-r", "80", "-f", "1", "-l", "1", "-singlefile", pdf, IMAGES / "guidance"]
        subprocess.run(pages, check=True)  # noqa: S603
        server = make_server("127.0.0.1", 0, create_web(office), threaded=True)
        Thread(target=server.serve_forever, daemon=True).start()
        photograph(f"http://127.0.0.1:{server.port}/checks/{token}/results", IMAGES / "result.png")
        server.shutdown()
    photograph_desk(IMAGES, DESK)
    photograph_legal_desk(IMAGES, LEGAL_DESK)


def settings_in(folder: Path) -> Settings:
    return Settings(
        root=ROOT,
        database_url=f"sqlite:///{folder / 'pictures.sqlite3'}",
        secret_key="of no use after this",  # noqa: S106
        public_url="http://127.0.0.1:8000",
        rules=ROOT / "rules",
        checklists=ROOT / "checklists",
        templates=ROOT / "templates",
    )


def photograph(address: str, picture: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--headless=new", "--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 760, "height": 1075}, locale="zh-CN")
        page.goto(address)
        page.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    main()
