"""Signing in with a provider of OpenID Connect, which runs beside the test."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
import requests
from flask import Flask
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from compliance.services.accounts import all_accounts, deactivate_account
from compliance.services.office import Office
from compliance.settings import SingleSignOn
from compliance.store.deeds import PROGRAM
from compliance.web import create_web
from tests.people import employed, settled
from tests.web.conftest import Clock
from tests.web.desk.provider import CLIENT, SECRET, Provider, running_provider
from tests.web.visitor import Visitor


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def site_with(office: Office, provider: Provider) -> Callable[..., Flask]:
    """The site, which knows the provider by this secret and claim."""

    def site_with(secret: str = SECRET, claim: str = "sub") -> Flask:
        known = SingleSignOn(provider.issuer, CLIENT, secret, claim)
        return create_web(replace(office, settings=replace(office.settings, single_sign_on=known)))

    return site_with


@pytest.fixture
def visitor(site_with: Callable[..., Flask]) -> Visitor:
    return Visitor(site_with().test_client())


def at_the_provider(visitor: Visitor, wanted: str | None = None) -> str:
    """Begins, is let in by the provider, and gives the address that it sends the browser back to."""
    begun = visitor.client.get("/desk/oidc", query_string={"next": wanted} if wanted else {})
    assert begun.status_code == 302
    return requests.get(begun.headers["Location"], allow_redirects=False, timeout=30).headers["Location"]


def back(visitor: Visitor, address: str) -> TestResponse:
    parts = urlsplit(address)
    return visitor.client.get(f"{parts.path}?{parts.query}")


def is_in(visitor: Visitor) -> bool:
    return visitor.go("/desk/").path == "/desk/"


def test_whom_the_provider_vouches_for_is_let_in_and_comes_to_the_page_wanted(
    visitor: Visitor, office: Office, provider: Provider
) -> None:
    settled(office, "boss", "admin", sso_subject="sub-1")
    page = visitor.go("/desk/accounts")
    assert "用统一认证登录" in page.html
    answer = back(visitor, at_the_provider(visitor, "/desk/accounts"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/accounts")
    assert is_in(visitor)
    (asked,) = provider.asked
    assert asked["redirect_uri"] == "http://localhost/desk/oidc/back"
    assert (asked["code_challenge_method"], asked["scope"], asked["response_type"]) == ("S256", "openid", "code")
    assert len(asked["nonce"]) >= 20
    assert len(asked["code_challenge"]) == 43


def test_nobody_is_sent_off_the_desk_afterwards(visitor: Visitor, office: Office) -> None:
    settled(office, "boss", sso_subject="sub-1")
    assert back(visitor, at_the_provider(visitor, "https://evil.example/")).headers["Location"] == "/desk/"


def test_somebody_without_an_account_is_told_his_subject_and_gets_none(
    visitor: Visitor, office: Office, provider: Provider
) -> None:
    settled(office, "lisi")
    provider.claims = {"preferred_username": "lisi", "email": "lisi"}
    answer = back(visitor, at_the_provider(visitor))
    assert answer.status_code == 403
    assert "sub-1" in answer.text
    assert not is_in(visitor)
    assert [each.name for each in all_accounts(office, PROGRAM)] == ["lisi"]


def test_a_closed_account_is_not_opened(visitor: Visitor, office: Office) -> None:
    settled(office, "lisi", sso_subject="sub-1")
    deactivate_account(office, PROGRAM, "lisi")
    assert back(visitor, at_the_provider(visitor)).status_code == 403
    assert not is_in(visitor)


def test_a_user_name_is_taken_where_it_is_set_so(
    site_with: Callable[..., Flask], office: Office, provider: Provider
) -> None:
    visitor = Visitor(site_with(claim="preferred_username").test_client())
    settled(office, "lisi", sso_subject="li.si")
    assert back(visitor, at_the_provider(visitor)).status_code == 403
    provider.claims = {"preferred_username": "li.si"}
    assert back(visitor, at_the_provider(visitor)).status_code == 303
    assert provider.asked[0]["scope"] == "openid profile"


def test_no_password_has_to_be_chosen_where_none_was_used(visitor: Visitor, office: Office) -> None:
    employed(office, "lisi", sso_subject="sub-1")
    back(visitor, at_the_provider(visitor))
    assert is_in(visitor)


def test_before_dangerous_deeds_the_provider_has_to_ask_once_more(
    visitor: Visitor, office: Office, provider: Provider, clock: Clock
) -> None:
    settled(office, "boss", "admin", sso_subject="sub-1")
    back(visitor, at_the_provider(visitor))
    clock.go_on(minutes=16)
    assert visitor.go("/desk/new-account").path == "/desk/login"
    back(visitor, at_the_provider(visitor, "/desk/new-account"))
    assert [asked.get("prompt") for asked in provider.asked] == [None, "login"]
    assert visitor.go("/desk/new-account").path == "/desk/new-account"


PAST = int(time.time()) - 3600


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"aud": "another client"},
        {"aud": "another client", "azp": CLIENT},
        {"aud": None},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": PAST, "iat": PAST - 60},
        {"exp": None},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_that_says_something_else_lets_nobody_in(
    visitor: Visitor, office: Office, provider: Provider, claims: dict[str, object]
) -> None:
    settled(office, "lisi", sso_subject="sub-1")
    provider.claims = claims
    answer = back(visitor, at_the_provider(visitor))
    assert answer.status_code == 503
    assert "统一认证没有成功" in answer.text
    assert not is_in(visitor)


def test_a_token_that_somebody_else_signed_lets_nobody_in(visitor: Visitor, office: Office, provider: Provider) -> None:
    settled(office, "lisi", sso_subject="sub-1")
    provider.signing_key = RSAKey.generate_key(2048, {"kid": "1"})
    assert back(visitor, at_the_provider(visitor)).status_code == 503
    assert not is_in(visitor)


def test_an_answer_lets_in_only_the_browser_that_asked_and_only_once(visitor: Visitor, office: Office) -> None:
    settled(office, "lisi", sso_subject="sub-1")
    address = at_the_provider(visitor)
    stranger = Visitor(visitor.client.application.test_client())
    assert back(stranger, address).status_code == 503
    assert not is_in(stranger)
    assert back(visitor, address).status_code == 303
    assert back(visitor, address).status_code == 503


def test_a_wrong_secret_lets_nobody_in(site_with: Callable[..., Flask], office: Office) -> None:
    settled(office, "lisi", sso_subject="sub-1")
    visitor = Visitor(site_with(secret="wrong").test_client())
    assert back(visitor, at_the_provider(visitor)).status_code == 503


def test_somebody_whom_the_provider_refuses_is_told(visitor: Visitor, provider: Provider) -> None:
    provider.refuses = True
    assert back(visitor, at_the_provider(visitor)).status_code == 503


def test_a_provider_that_cannot_be_reached_is_told_and_passwords_still_do(office: Office, visitor: Visitor) -> None:
    settled(office, "lisi")
    nobody_there = SingleSignOn("http://127.0.0.1:1", CLIENT, SECRET)
    site = create_web(replace(office, settings=replace(office.settings, single_sign_on=nobody_there)))
    lonely = Visitor(site.test_client())
    assert lonely.client.get("/desk/oidc").status_code == 503
    assert "用登录名和密码登录" in lonely.client.get("/desk/oidc").text


@pytest.mark.parametrize("path", ["/desk/oidc", "/desk/oidc/back"])
def test_without_a_provider_there_is_no_such_way(site: Flask, path: str) -> None:
    client = site.test_client()
    assert client.get(path).status_code == 404
    assert "统一认证" not in client.get("/desk/login").text
