"""The legal staff's room as a part of the desk."""

from flask import Flask

from compliance.web.legal import (
    guide,
    item_form,
    new_pack,
    packs,
    rule_compare,
    rule_drafts,
    rule_editor,
    rule_items,
    rule_report,
    rule_search,
    rule_tables,
    statutes,
    to_review,
)


def open_legal(app: Flask) -> None:
    """Adds the pages about rules to the desk; to be called before the desk posts its guard."""
    for each in (packs, new_pack, rule_drafts, rule_editor, item_form, rule_report, rule_tables):
        app.register_blueprint(each.pages)
    for each in (rule_search, rule_items, rule_compare, statutes, to_review, guide):
        app.register_blueprint(each.pages)
