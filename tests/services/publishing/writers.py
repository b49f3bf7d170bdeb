"""Who writes, submits and approves rule files in tests, and packs that they publish."""

from datetime import date
from typing import Any

from compliance.services.matters.people import Officer
from compliance.services.office import Office
from compliance.services.publishing.drafts import Draft, start_draft
from compliance.services.publishing.submitting import approve, submit_draft
from compliance.store.records.drafts import PackStepRecord
from tests.packs import SIGN, TODAY, changed, dumped

LAWYER = Officer("fa", "legal", "")
OTHER_LAWYER = Officer("zhi", "legal", "")
REVIEWER = Officer("shen", "reviewer", "")


def sign(version: str = "2026.2", **more: Any) -> bytes:
    """The small pack under another version."""
    return dumped({**changed(SIGN, "version", to=version), **more})


def drafted(office: Office, text: bytes | None = None, pack: str = "sign", kind: str = "negative_list") -> Draft:
    """A draft of the lawyer's."""
    return start_draft(office, LAWYER.actor, pack, kind, sign() if text is None else text)


def submitted(office: Office, draft: Draft) -> PackStepRecord:
    return submit_draft(office, LAWYER, draft.record.id, draft.record.rule_file)


def published(office: Office, text: bytes | None = None, effective: date = TODAY, pack: str = "sign") -> PackStepRecord:
    """What two published."""
    step = submitted(office, drafted(office, text, pack))
    return approve(office, REVIEWER, step.number, step.rule_file, effective)
