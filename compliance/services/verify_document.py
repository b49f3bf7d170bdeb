"""Whether a paper is ours, and still in force; nothing of whom it is about."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Literal

from compliance.errors import ComplianceError
from compliance.services.office import Office
from compliance.store.deeds import Actor, Deed
from compliance.store.records.papers import DocumentRecord

State = Literal["in_force", "replaced", "withdrawn"]


class UnknownNumberError(ComplianceError):
    """No paper was issued under the number."""


class AlreadyWithdrawnError(ComplianceError):
    """The paper was withdrawn before."""


@dataclass(frozen=True, slots=True)
class Verified:
    """A paper's standing. `same`: whether a file that was shown is that which was issued; None where none was shown.

    `signed`: whether what was issued carries our electronic signature.
    """

    number: str
    title: str
    issued_on: date
    state: State
    replaced_by: str | None = None
    withdrawn_on: date | None = None
    same: bool | None = None
    signed: bool = False


def verify_document(office: Office, number: str, file: bytes | None = None) -> Verified:
    """The standing of the paper with the number, held against a file that was shown; raises UnknownNumberError."""
    return verify_hash(office, number, None if file is None else sha256(file).hexdigest())


def verify_hash(office: Office, number: str, shown: str | None) -> Verified:
    """The same, with the SHA-256 of the file that was shown, in lower-case hexadecimal."""
    with office.store.reading() as records:
        record = _found(records.documents.find(number), number)
    return Verified(
        number=record.number,
        title=record.title,
        issued_on=record.issued_on,
        state="withdrawn" if record.withdrawn_on else "replaced" if record.replaced_by else "in_force",
        replaced_by=record.replaced_by,
        withdrawn_on=record.withdrawn_on,
        same=None if shown is None else shown == record.sha256,
        signed=bool(record.signature),
    )


def describe(found: Verified) -> str:
    """The standing in Chinese, a line each."""
    standing = {
        "in_force": "现在有效",
        "replaced": f"已被 {found.replaced_by} 代替",
        "withdrawn": f"已于 {found.withdrawn_on} 撤回",
    }
    signed = "，带有电子签名" if found.signed else ""
    file = {None: "", True: f"\n文件和出具时一样{signed}", False: "\n文件和出具时不一样，内容可能被改过"}[found.same]
    return f"{found.number}　{found.title}　{found.issued_on} 出具，{standing[found.state]}{file}"


def withdraw_document(office: Office, actor: Actor, number: str, why: str) -> None:
    """Takes the paper back; its number is never given again. Raises UnknownNumberError, AlreadyWithdrawnError."""
    with office.store.writing() as records:
        record = _found(records.documents.find(number), number)
        if record.withdrawn_on:
            raise AlreadyWithdrawnError(f"编号「{number}」的文书已于 {record.withdrawn_on} 撤回")
        records.documents.withdraw(number, office.today(), why)
        records.tell(office.now(), actor, Deed.DOCUMENT_WITHDRAWN, number)


def _found(record: DocumentRecord | None, number: str) -> DocumentRecord:
    """The record; one whose file was never made counts as not issued."""
    if record is None or record.sha256 is None:
        raise UnknownNumberError(f"没有出具过编号为「{number}」的文书；请核对编号，特别是括号和年份")
    return record
