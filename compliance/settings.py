"""What an installation may set; the one module that reads the environment."""

import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from compliance.errors import ComplianceError

PROJECT = Path(__file__).resolve().parent.parent


class SettingsError(ComplianceError):
    """A setting that can't be used; the text names it."""


@dataclass(frozen=True, slots=True)
class SigningSettings:
    """What papers are signed with: a PKCS#12 file and its password."""

    certificate: Path
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SingleSignOn:
    """A provider of OpenID Connect: its address, who we are to it, and by which of its claims it knows people."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    claim: str = "sub"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that may differ from one installation to another.

    `root` is the project's folder; `rules`, `checklists` and `templates` are what its owners write.
    `database_url` is SQLAlchemy's. `public_url` is the site's address as users see it, with no slash at its end.
    `issuing_body` is who issues papers, empty where that is to be written by hand; `laws` is a folder of laws' texts in
    the layout of LawRefBook, whose articles papers and results then quote.
    `keep_days` is after how many days self-checks are deleted that nobody changed or handed over.
    `matter_keep_days` is after how many days from their closing matters are deleted.
    `trusted_proxies` is how many proxies stand before the site, each of which says from whom it has a request.
    `session_hours` is how long somebody stays signed in at the desk at most, `idle_minutes` without doing anything.
    `data` is the folder of what is kept beside the database, None: `var` in the project's.
    `rule_keys` are files or folders of public keys: rules must be signed with one of them; none where any rules do.
    `codemirror` is the folder in which Debian's package libjs-codemirror has its files.
    `signing` is None where papers aren't signed, `single_sign_on` where people sign in by password only.
    """

    root: Path
    database_url: str
    secret_key: str
    public_url: str
    rules: Path
    checklists: Path
    templates: Path
    issuing_body: str = ""
    laws: Path | None = None
    keep_days: int = 30
    matter_keep_days: int = 3650
    trusted_proxies: int = 0
    session_hours: int = 8
    idle_minutes: int = 30
    rule_keys: tuple[Path, ...] = ()
    signing: SigningSettings | None = None
    single_sign_on: SingleSignOn | None = None
    data: Path | None = None
    codemirror: Path = Path("/usr/share/javascript/codemirror")

    @property
    def own_data(self) -> Path:
        """The folder of what the installation keeps beside its database."""
        return self.data or self.root / "var"

    @classmethod
    def from_environment(cls) -> "Settings":
        """The settings from DATABASE_URL, SECRET_KEY, PUBLIC_URL, ISSUING_BODY, LAWS, KEEP_DAYS, MATTER_KEEP_DAYS,
        TRUSTED_PROXIES, SESSION_HOURS, SESSION_IDLE_MINUTES, DATA_FOLDER, RULE_KEYS, SIGNING_CERTIFICATE with
        SIGNING_PASSWORD or SIGNING_PASSWORD_FILE, and OIDC_ISSUER with OIDC_CLIENT_ID, OIDC_CLIENT_SECRET or
        OIDC_CLIENT_SECRET_FILE and OIDC_CLAIM; left out or empty, each has a default."""
        return cls(
            root=PROJECT,
            database_url=_database_url(os.environ.get("DATABASE_URL", "")),
            secret_key=os.environ.get("SECRET_KEY") or _kept_key(_var() / "secret_key"),
            public_url=_public_url(os.environ.get("PUBLIC_URL") or "http://127.0.0.1:8000"),
            rules=PROJECT / "rules",
            checklists=PROJECT / "checklists",
            templates=PROJECT / "templates",
            issuing_body=issuing_body(),
            laws=laws(),
            keep_days=_whole("KEEP_DAYS", "没有交出的自查保存几天", 30, 1, 3650),
            matter_keep_days=_whole("MATTER_KEEP_DAYS", "事项办结以后保存几天", 3650, 1, 36500),
            trusted_proxies=_whole("TRUSTED_PROXIES", "网站前面有几层代理", 0, 0, 10),
            session_hours=_whole("SESSION_HOURS", "登录最多保持几小时", 8, 1, 24),
            idle_minutes=_whole("SESSION_IDLE_MINUTES", "登录以后几分钟不操作就退出", 30, 1, 1440),
            rule_keys=rule_keys(),
            signing=_signing(os.environ.get("SIGNING_CERTIFICATE", "")),
            single_sign_on=_single_sign_on(os.environ.get("OIDC_ISSUER", "")),
            data=_data_folder(),
        )

    @classmethod
    def for_demo(cls, public_url: str, folder: Path | None = None) -> "Settings":
        """Those of a made-up town, with a database and a secret key of its own in the folder, whatever else is set."""
        folder = _made(folder or _made(PROJECT / "var") / "demo")
        return cls(
            root=PROJECT,
            database_url=f"sqlite:///{folder / 'demo.sqlite3'}",
            secret_key=_kept_key(folder / "secret_key"),  # nobody signed in there is signed in on the real site
            public_url=_public_url(public_url),
            rules=PROJECT / "rules",
            checklists=PROJECT / "checklists",
            templates=PROJECT / "templates",
            issuing_body="示范市综合行政执法局（演示）",
            data=folder,
        )

    def as_environment(self) -> dict[str, str]:
        """The environment of a process that is to have the same database, folder, key, address and issuing body, and
        for the rest the defaults."""
        ours = {
            "DATABASE_URL": self.database_url,
            "SECRET_KEY": self.secret_key,
            "PUBLIC_URL": self.public_url,
            "ISSUING_BODY": self.issuing_body,
            "DATA_FOLDER": str(self.own_data),
        }
        return {name: value for name, value in os.environ.items() if name not in _NAMES} | ours


_NAMES = frozenset(
    {
        "LAWS", "KEEP_DAYS", "MATTER_KEEP_DAYS", "TRUSTED_PROXIES", "SESSION_HOURS", "SESSION_IDLE_MINUTES",
        "RULE_KEYS", "SIGNING_CERTIFICATE", "OIDC_ISSUER",
    }
)  # fmt: skip
"""What else may be set in the environment; what belongs to the last two counts for nothing without them."""


def issuing_body() -> str:
    """Who issues papers, from ISSUING_BODY."""
    return os.environ.get("ISSUING_BODY", "").strip()


def laws() -> Path | None:
    """The folder of laws' texts, from LAWS."""
    folder = os.environ.get("LAWS", "")
    return Path(folder) if folder else None


def rule_keys() -> tuple[Path, ...]:
    """The keys that rules have to be signed with, from RULE_KEYS, which has colons between paths."""
    return tuple(PROJECT / each for each in os.environ.get("RULE_KEYS", "").split(os.pathsep) if each)


def _var() -> Path:
    """The folder of the installation's own data, made where it isn't there yet."""
    return _made(_data_folder() or PROJECT / "var")


def _data_folder() -> Path | None:
    folder = os.environ.get("DATA_FOLDER", "")
    return PROJECT / folder if folder else None


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"建不了数据目录 {folder}：{error.strerror}；请检查上级目录的权限") from None
    return folder


def _database_url(given: str) -> str:
    if not given:
        return f"sqlite:///{_var() / 'qingdan.sqlite3'}"
    scheme, separator, rest = given.partition("://")
    return f"postgresql+psycopg://{rest}" if separator and scheme in ("postgres", "postgresql") else given


def _public_url(given: str) -> str:
    if not given.startswith(("http://", "https://")):
        raise SettingsError(f"PUBLIC_URL 应是以 http:// 或 https:// 开头的网址，写的是「{given}」")
    return given.rstrip("/")


def _whole(name: str, meaning: str, default: int, least: int, most: int) -> int:
    given = os.environ.get(name) or str(default)
    if not given.isascii() or not given.isdecimal() or not least <= int(given) <= most:
        raise SettingsError(f"{name} 是{meaning}，应是 {least} 到 {most} 的整数，写的是「{given}」")
    return int(given)


def _signing(certificate: str) -> SigningSettings | None:
    return SigningSettings(PROJECT / certificate, _secret("SIGNING_PASSWORD")) if certificate else None


def _single_sign_on(issuer: str) -> SingleSignOn | None:
    if not issuer:
        return None
    client_id, claim = os.environ.get("OIDC_CLIENT_ID", ""), os.environ.get("OIDC_CLAIM") or "sub"
    here = urlsplit(issuer).hostname in ("127.0.0.1", "localhost", "::1")
    if not issuer.startswith("https://") and not (here and issuer.startswith("http://")):
        raise SettingsError(f"OIDC_ISSUER 应是以 https:// 开头的网址，写的是「{issuer}」")
    if not client_id:
        raise SettingsError("设了 OIDC_ISSUER，也要设 OIDC_CLIENT_ID：统一认证给本系统的编号")
    if claim not in ("sub", "preferred_username"):
        raise SettingsError(f"OIDC_CLAIM 应是 sub 或者 preferred_username，写的是「{claim}」")
    return SingleSignOn(issuer.rstrip("/"), client_id, _secret("OIDC_CLIENT_SECRET"), claim)


def _secret(name: str) -> str:
    """From the variable, or from the file that the variable with _FILE behind its name tells."""
    path = os.environ.get(f"{name}_FILE", "")
    try:
        return os.environ.get(name) or ((PROJECT / path).read_text(encoding="utf-8").rstrip("\r\n") if path else "")
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"读不了 {name}_FILE 写的文件 {path}；请检查位置和权限") from None


def _kept_key(path: Path) -> str:
    """The key in the file, which only the owner can read; a new one where there is none.

    The new file appears whole or not at all, so that processes that start together agree on one key.
    """
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="ascii") as new:  # mode 600
            new.write(secrets.token_urlsafe(48))
            new.flush()
            with suppress(FileExistsError):  # another process was first
                os.link(new.name, path)
    return path.read_text(encoding="ascii")
