"""Pictures of the site's main pages, as on a phone, with a self-check that it fills in itself. Used by gallery.py."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

import yaml
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

from compliance.rulepacks.rulebook import read_rulebook
from compliance.services.enterprise import Enterprise
from compliance.services.library import RuleLibrary
from compliance.services.office import Office, open_office
from compliance.services.read_assessment import read_assessment
from compliance.services.self_check.finish import finish_check
from compliance.services.self_check.keep import load_check, save_check, start_check
from compliance.services.self_check.pages import SelfCheck
from compliance.services.visits import VisitRequest, departments_called_for, plan_visit, request_visit
from compliance.settings import PROJECT, Settings
from compliance.store.deeds import Actor
from compliance.web import create_web
from compliance.web.context import keep_office

PACKS = ("street", "signage")
"""What answers.yaml answers."""
CHANGED = ("signage.yaml", ("2026.2", "2026.3"), ("max: 2000}", "max: 3000}"))
"""The file of a pack, and what a newer version of it changes."""
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
WIDTH, MOST_HEIGHT = 390, 1500
"""Of a picture, in pixels; what of a page is below isn't on it."""
SAME_CODE = "document.querySelectorAll('.code').forEach((code) => code.textContent = '7K3M-9QXP-2RTA-V4ZC')"
"""Codes are random; pictures of the same pages are to be the same."""
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--lang=zh-CN"]
MOST_BYTES, COLOURS = 80_000, (64, 32, 16, 8)
PAGES = {
    "home": ("首页", "/"),
    "find": ("该查的清单", "/find?trade=超市、水果店、服装店等沿街门店&premises=门口有招牌、灯箱或者广告"),
    "question": ("问题", "/checks/{token}/questions/1"),
    "answers": ("核对回答", "/checks/{token}/answers"),
    "result": ("结果", "/checks/{token}/results"),
    "mended": ("已整改", "/checks/{token}/mended/signage-002"),
    "change": ("规定有变化，新旧对照", "/checks/{token}/rules"),
    "visit": ("预约上门指导", "/checks/{token}/visit"),
    "receipt": ("回执", "/checks/{token}/visit"),
}
"""Each with its title and address, in the order in which they are come to."""


def photograph_site(folder: Path, answers: Path) -> list[tuple[str, str]]:
    """Writes a picture of each of PAGES to the folder; gives their titles and file names."""
    with TemporaryDirectory() as own, _site(Path(own)) as (office, site, address), _browser() as page:
        token = _filled_in(office, yaml.safe_load(answers.read_text(encoding="utf-8")))
        for name, (_, path) in PAGES.items():
            if name == "change":
                keep_office(site, replace(office, library=_newer_rules(office, Path(own))))
            if name == "receipt":
                _visit(office, token)
            page.goto(address + path.format(token=token))
            page.evaluate(SAME_CODE)
            write_picture(page.screenshot(full_page=True), folder / f"site-{name}.png")
    return [(title, f"site-{name}.png") for name, (title, _) in PAGES.items()]


@contextmanager
def _site(folder: Path) -> Iterator[tuple[Office, Flask, str]]:
    office = replace(open_office(_settings(folder)), now=lambda: NOON)
    site = create_web(office)
    server = make_server("127.0.0.1", 0, site, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield office, site, f"http://127.0.0.1:{server.port}"
    server.shutdown()
    office.store.close()


@contextmanager
def _browser() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser.new_page(viewport={"width": WIDTH, "height": 844}, locale="zh-CN")
        browser.close()


def _settings(folder: Path) -> Settings:
    return Settings(
        root=PROJECT,
        database_url=f"sqlite:///{folder / 'pictures.sqlite3'}",
        secret_key="of no use after this",  # noqa: S106
        public_url="https://qingdan.example",
        rules=PROJECT / "rules",
        checklists=PROJECT / "checklists",
        templates=PROJECT / "templates",
        issuing_body="示例市综合行政执法局",
    )


def _filled_in(office: Office, said: dict[str, Any]) -> str:
    """The token of a self-check with these answers, finished."""
    token = start_check(office, PACKS)
    groups = {"answers": said["answers"]} | {f"items/{item}": told for item, told in said["circumstances"].items()}
    typed = {f"{group}/{fact}": _typed(answer) for group, told in groups.items() for fact, answer in told.items()}
    save_check(office, token, typed)
    kept = load_check(office, token)
    check = SelfCheck(office.library.select(kept.pack_ids), kept.typed, office.today())
    seen = {step.fields[fact].name: [] for step in check.steps for fact in check.answers.shown(step)}
    save_check(office, token, seen | typed)
    finish_check(office, token, check)
    return token


def _typed(answer: bool | str | list[str]) -> Sequence[str]:
    """What a form sends for the answer."""
    if isinstance(answer, bool):
        return ["yes" if answer else "no"]
    options = [answer] if isinstance(answer, str) else answer
    return [f"={option}" for option in options] or ["none"]


def _newer_rules(office: Office, folder: Path) -> RuleLibrary:
    """The rules with a newer version of one pack."""
    rules = Path(copytree(office.settings.rules, folder / "rules"))
    name, *changes = CHANGED
    path = rules / "negative_lists" / name
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, f"{name} has no {old!r} any more"
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return RuleLibrary(read_rulebook([rules]))


def _visit(office: Office, token: str) -> None:
    result = read_assessment(office, token)
    enterprise = Enterprise("示例市某某便利店", "", "示例市示例路 1 号")
    asked = VisitRequest(enterprise, "示例", "13800000000", departments_called_for(result))
    plan_visit(office, Actor("wang", "officer"), request_visit(office, result, asked).number, "2026年11月25日上午")


def write_picture(picture: bytes, path: Path) -> None:
    """As many colours as fit into MOST_BYTES."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    image = image.crop((0, 0, image.width, min(image.height, MOST_HEIGHT)))
    for colours in COLOURS:
        image.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= MOST_BYTES:
            return
