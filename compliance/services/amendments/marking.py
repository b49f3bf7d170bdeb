"""Marking a law as amended: what stands on it becomes to be reviewed. No verdict changes by it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from compliance.errors import ComplianceError
from compliance.services.amendments.articles import in_words, read_articles
from compliance.services.amendments.standing_on import Standing, entries_on, newest_files
from compliance.services.law_uses import UnknownLawError
from compliance.services.matters.people import MAX_REASON, Officer, lines_problem
from compliance.services.office import Office
from compliance.services.publishing.errors import NotYourDeed, RefusedError
from compliance.store.amendments import WHOLE, AmendmentRecord, ReviewDeedRecord, ReviewEntryRecord
from compliance.store.database import Records
from compliance.store.deeds import Deed

CANCEL = "cancel"
"""The deed by which an amendment that was marked by mistake counts no more."""


class AmendmentInputError(ComplianceError):
    """What was written can't be used: `problems` says of each field, by name, what to mend."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems.values()))


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote of an amendment: from which day on, which articles (none: all), what changed, and where that
    was read."""

    effective: str = ""
    articles: str = ""
    note: str = ""
    source: str = ""


def mark_amended(office: Office, officer: Officer, statute: str, said: Said) -> AmendmentRecord:
    """Keeps that the law was amended, with all that stands on it as it was approved last.

    Raises NotYourDeed, UnknownLawError, AmendmentInputError, and RefusedError where the same is marked already.
    """
    check_lawyer(officer)
    effective, articles = _read(said)
    with office.store.writing() as records:
        number = records.amendments.next_number()
        found, standing = entries_on(newest_files(office, records, records.packs.steps()).values(), statute, articles)
        made = AmendmentRecord(
            number, found.name, effective, articles, said.note.strip(), said.source.strip(), officer.name, office.now()
        )
        _check_new(records, made)
        records.amendments.add(made, tuple(_entry(made, place, each) for place, each in enumerate(standing)))
        told: dict[str, int | str] = {"effective": str(effective), "entries": len(standing)}
        records.tell(office.now(), officer.actor, Deed.STATUTE_AMENDED, made.statute, amendment=number, **told)
    return made


def cancel_amendment(office: Office, officer: Officer, number: int, reason: str) -> AmendmentRecord:
    """Takes a mark back that was a mistake; the rows stay. Raises NotYourDeed and RefusedError."""
    check_lawyer(officer)
    why = reason.strip()
    if problem := lines_problem("理由", why, MAX_REASON) or (None if why else "请写明为什么标错了"):
        raise RefusedError(problem)
    with office.store.writing() as records:
        deed = records.amendments.next_deed()
        made = next((each for each in standing_amendments(records) if each.number == number), None)
        if made is None:
            raise RefusedError("没有这个标记，或者已经撤销；请刷新")
        records.amendments.add_deed(
            ReviewDeedRecord(deed, number, WHOLE, CANCEL, None, "", why, officer.name, office.now())
        )
        records.tell(office.now(), officer.actor, Deed.STATUTE_UNMARKED, made.statute, amendment=number)
    return made


def standing_amendments(records: Records) -> tuple[AmendmentRecord, ...]:
    """Those that weren't taken back, the newest first."""
    found = records.amendments.all()
    cancelled = {each.amendment for each in records.amendments.deeds() if each.deed == CANCEL} if found else set()
    return tuple(each for each in found if each.number not in cancelled)


def check_lawyer(officer: Officer) -> None:
    """Raises NotYourDeed."""
    if officer.role != "legal":
        raise NotYourDeed("只有法制人员能标记和复核法律的修改；请交给法制人员")


def _read(said: Said) -> tuple[date, str]:
    problems: dict[str, str] = {}
    effective, articles = date.min, ""
    try:
        effective = date.fromisoformat(said.effective.strip())
    except ValueError:
        problems["effective"] = "请填写新的文本从哪一天起施行，如 2027-01-01"
    try:
        articles = read_articles(said.articles)
    except UnknownLawError as error:
        problems["articles"] = f"{error}；几条之间用顿号，一段写成 50至53，全文不用填"
    if not said.source.strip():
        problems["source"] = "请写明在哪里公布的，如公布的文号或者网址，以后好核对"
    for name, label, text in (("note", "改了什么", said.note), ("source", "来源", said.source)):
        if problem := lines_problem(label, text, MAX_REASON):
            problems[name] = problem
    if problems:
        raise AmendmentInputError(problems)
    return effective, articles


def _check_new(records: Records, made: AmendmentRecord) -> None:
    def key(each: AmendmentRecord) -> tuple[str, date, str]:
        return each.statute, each.effective, each.articles

    if any(key(each) == key(made) for each in standing_amendments(records)):
        raise RefusedError(f"《{made.statute}》从这一天起的修改（{in_words(made.articles)}）已经标记过了；请刷新")


def _entry(made: AmendmentRecord, place: int, each: Standing) -> ReviewEntryRecord:
    return ReviewEntryRecord(
        made.number, place, each.file.content.id, each.entry, each.title, each.cites, each.fingerprint
    )
