"""A provider of OpenID Connect on a free port of this machine, with real signatures; tests tell it what to say."""

import json
import secrets
import time
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Thread
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug import Request, Response
from werkzeug.serving import make_server

CLIENT, SECRET = "qingdan", "a secret of both"


@dataclass
class Provider:
    """Lets anybody in as `subject`. `claims` go before what it would say by itself; None leaves a claim out."""

    issuer: str = ""
    subject: str = "sub-1"
    claims: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    signing_key: RSAKey | None = None
    asked: list[Mapping[str, str]] = field(default_factory=list)
    refuses: bool = False
    _open: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        asked = Request(environ)
        answer = getattr(self, f"_{asked.path.strip('/').replace('/', '_').replace('-', '_').replace('.', '')}")
        return answer(asked)(environ, start_response)

    def _well_known_openid_configuration(self, _: Request) -> Response:
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
        return _json(
            {"issuer": self.issuer, "id_token_signing_alg_values_supported": ["RS256"]}
            | {name: f"{self.issuer}/{end}" for name, end in ends.items()}
        )

    def _jwks(self, _: Request) -> Response:
        return _json({"keys": [self.key.as_dict(private=False)]})

    def _authorize(self, asked: Request) -> Response:
        self.asked.append(asked.args)
        code = secrets.token_urlsafe()
        self._open[code] = asked.args
        said = {"error": "access_denied"} if self.refuses else {"code": code}
        back = f"{asked.args['redirect_uri']}?{urlencode({**said, 'state': asked.args['state']})}"
        return Response(status=302, headers={"Location": back})

    def _token(self, asked: Request) -> Response:
        began = self._open.pop(asked.form["code"], None)
        proof = urlsafe_b64encode(sha256(asked.form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        known = asked.headers.get("Authorization") == "Basic " + b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if (
            began is None
            or not known
            or proof != began["code_challenge"]
            or asked.form["redirect_uri"] != began["redirect_uri"]
        ):
            return _json({"error": "invalid_grant"}, 400)
        return _json({"access_token": "a", "token_type": "Bearer", "id_token": self._id_token(began["nonce"])})

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        usual = {"iss": self.issuer, "sub": self.subject, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": nonce}
        claims = {name: value for name, value in (usual | self.claims).items() if value is not None}
        return jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.signing_key or self.key)


@contextmanager
def running_provider() -> Iterator[Provider]:
    provider = Provider()
    server = make_server("127.0.0.1", 0, provider, threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.port}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _json(value: Mapping[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(value), status, mimetype="application/json")
