"""The desk as a part of the site."""

from flask import Flask

from compliance.services.office import Office
from compliance.web.desk import (
    accounts,
    credit_repair,
    differing,
    door,
    follow_ups,
    guide,
    history,
    item_form,
    matters,
    new_matter,
    new_pack,
    numbers,
    packs,
    paper_batches,
    papers,
    rule_compare,
    rule_drafts,
    rule_editor,
    rule_items,
    rule_report,
    rule_search,
    rule_tables,
    ruling,
    single_sign_on,
    start,
    statutes,
    to_review,
    visits,
    walk,
    walk_sync,
)
from compliance.web.desk.roles import post_guard
from compliance.web.desk.sessions import keep_sessions


def open_desk(app: Flask, office: Office) -> None:
    """Adds the desk to the site, with its sessions and its guard."""
    keep_sessions(app)
    single_sign_on.know_provider(app, office.settings.single_sign_on)
    for each in (start, visits, matters, new_matter, walk, walk_sync, papers, paper_batches, follow_ups, credit_repair):
        app.register_blueprint(each.pages)
    for each in (ruling, differing, history, numbers, packs, rule_drafts, rule_editor, item_form, rule_report, door):
        app.register_blueprint(each.pages)
    for each in (rule_search, rule_items, rule_compare, statutes, to_review, rule_tables, new_pack, guide):
        app.register_blueprint(each.pages)
    for each in (accounts, single_sign_on):
        app.register_blueprint(each.pages)
    post_guard(app)
