"""Signing in with a provider of OpenID Connect: the code flow with PKCE and a nonce. It opens accounts that an admin
made and gave the provider's name for them; it makes none."""

from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, abort, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from joserfc.errors import JoseError
from requests import RequestException

from compliance.errors import ComplianceError
from compliance.services.sign_in import sign_in_as
from compliance.settings import SingleSignOn
from compliance.web.context import the_office
from compliance.web.desk import PREFIX
from compliance.web.desk.door import own_page
from compliance.web.desk.roles import ANYBODY, may
from compliance.web.desk.sessions import account_at_hand, welcome
from compliance.web.limits import limited

pages = Blueprint("single_sign_on", __name__, url_prefix=PREFIX)
_EXTENSION, _NAME, _WANTED = "authlib.integrations.flask_client", "desk", "wanted"
_SECONDS_TO_WAIT = 10
# Authlib says by RuntimeError and ValueError that the provider described itself or its keys in a way of no use.
_REFUSALS = (AuthlibBaseError, JoseError, RequestException, RuntimeError, ValueError)


class ProviderError(ComplianceError):
    """The provider can't be reached, or what it says proves nothing."""

    def __init__(self) -> None:
        super().__init__("统一认证没有成功。请再试一次；还是不行，就用登录名和密码登录，并告诉管理员")


def know_provider(app: Flask, provider: SingleSignOn | None) -> None:
    """Has the app know the provider, of whom nothing is asked yet."""
    if provider:
        OAuth(app).register(
            _NAME,
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid" if provider.claim == "sub" else "openid profile",
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": "client_secret_basic" if provider.client_secret else "none",
                "default_timeout": _SECONDS_TO_WAIT,
            },
        )


@pages.get("/oidc")
@limited("login")
@may(ANYBODY)
def ask() -> ResponseReturnValue:
    """To the provider; who is signed in already has to prove it there once more."""
    more = {"prompt": "login"} if account_at_hand() else {}
    back = the_office().settings.public_url + url_for(".back")
    client, _ = _provider()
    try:
        answer = client.authorize_redirect(back, **more)
    except _REFUSALS as error:
        raise _logged(error) from None
    session[_WANTED] = own_page(request.args.get("next", ""))
    return answer  # type: ignore[no-any-return]


@pages.get("/oidc/back")
@limited("login")
@may(ANYBODY)
def back() -> ResponseReturnValue:
    """From the provider, with what it says of whom it let in."""
    wanted = session.get(_WANTED, "")
    account = sign_in_as(the_office(), _subject())
    welcome(account, by_password=False)
    return redirect(own_page(wanted), 303)


def _subject() -> str:
    """Whom the provider vouches for."""
    client, given = _provider()
    expected = {
        "iss": {"essential": True, "values": [given.issuer, f"{given.issuer}/"]},
        "aud": {"essential": True, "value": given.client_id},
    }
    try:
        claims = client.authorize_access_token(claims_options=expected)["userinfo"]
    except (*_REFUSALS, KeyError) as error:
        raise _logged(error) from None
    return str(claims.get(given.claim) or "")


def _provider() -> tuple[Any, SingleSignOn]:
    given = the_office().settings.single_sign_on or abort(404)
    return current_app.extensions[_EXTENSION].create_client(_NAME), given


def _logged(error: Exception) -> ProviderError:
    current_app.logger.warning("single sign-on failed: %s", type(error).__name__)
    return ProviderError()
