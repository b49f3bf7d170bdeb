"""The desk as a part of the site."""

from flask import Flask

from compliance.services.office import Office
from compliance.web.desk import (
    accounts,
    credit_repair,
    differing,
    door,
    follow_ups,
    history,
    matters,
    new_matter,
    numbers,
    paper_batches,
    papers,
    ruling,
    single_sign_on,
    start,
    visits,
    walk,
    walk_sync,
)
from compliance.web.desk.roles import post_guard
from compliance.web.desk.sessions import keep_sessions
from compliance.web.legal.opening import open_legal


def open_desk(app: Flask, office: Office) -> None:
    """Adds the desk to the site, with the legal staff's room, its sessions and its guard."""
    keep_sessions(app)
    single_sign_on.know_provider(app, office.settings.single_sign_on)
    for each in (start, visits, matters, new_matter, walk, walk_sync, papers, paper_batches, follow_ups, credit_repair):
        app.register_blueprint(each.pages)
    for each in (ruling, differing, history, numbers, door, accounts, single_sign_on):
        app.register_blueprint(each.pages)
    open_legal(app)
    post_guard(app)
