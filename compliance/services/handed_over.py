"""What the office sees of the visits asked for: what was handed over for them, and nothing else.

The store gives it by the visits' numbers, and only as long as they are not cancelled; self-checks that nobody handed
over have no number to ask for them by.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from compliance.documents.wording import day_text
from compliance.evidence.files import SUFFIXES
from compliance.services.describe_decision import describe_decision
from compliance.services.office import BEIJING, Office
from compliance.services.read_assessment import Assessment, made_again
from compliance.services.visits import STATUSES, VisitStateError, no_visit, number_meant
from compliance.store.deeds import Actor, Deed
from compliance.store.records.checks import EvidenceRecord, VisitRecord


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A visit that is not cancelled, the result handed over for it, and its evidence, the oldest first."""

    visit: VisitRecord
    result: Assessment
    evidence: tuple[EvidenceRecord, ...]


def waiting_visits(office: Office, actor: Actor) -> tuple[VisitRecord, ...]:
    """Those asked for and not made yet, the oldest first."""
    with office.store.writing() as records:
        visits = records.visits.waiting()
        records.tell(office.now(), actor, Deed.VISITS_LISTED, count=len(visits))
    return visits


def read_handed_over(office: Office, actor: Actor, number: str) -> HandedOver:
    """What was handed over for the visit, by its number however it is typed.

    Raises NoSuchVisit, and VisitStateError for one that is cancelled, for then nothing is handed over.
    """
    with office.store.writing() as records:
        visit = records.visits.find(number_meant(number))
        if visit is None:
            raise no_visit(number)
        record = records.assessments.handed_over(visit.number)
        if record is None:
            raise VisitStateError(f"预约 {visit.number} 已经取消，交出的内容已经收回")
        evidence = records.evidence.handed_over(visit.number)
        records.tell(office.now(), actor, Deed.VISIT_SHOWN, visit.number)
    return HandedOver(visit, made_again(office, record), evidence)


def evidence_files(office: Office, actor: Actor, handed_over: HandedOver) -> Iterator[tuple[str, bytes]]:
    """Each file of the evidence with a name for it: its place and what it is about."""
    for place, each in enumerate(handed_over.evidence, start=1):
        with office.store.writing() as records:
            content = records.evidence.content_handed_over(handed_over.visit.number, each.id)
            if content is not None:
                records.tell(office.now(), actor, Deed.EVIDENCE_EXPORTED, handed_over.visit.number, file=place)
        if content is not None:  # it may have been cancelled meanwhile
            about = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in each.about)
            yield f"{place:02}-{about[:60]}{SUFFIXES[each.media_type]}", content


def list_in_words(visits: Sequence[VisitRecord]) -> str:
    """The visits in Chinese, a line each."""
    return "\n".join(
        f"{each.number}　{_day(each)}　{STATUSES[each.status]}　{each.enterprise_name}　{'、'.join(each.departments)}"
        for each in visits
    )


def describe(handed_over: HandedOver) -> str:
    """All of it in Chinese, for a terminal: who asks for what, and the result."""
    result = describe_decision(handed_over.result.rulebook, handed_over.result.decision)
    return "\n".join([*_visit_lines(handed_over.visit), f"证明材料：{len(handed_over.evidence)} 份", "", result])


def _visit_lines(visit: VisitRecord) -> Iterator[str]:
    yield f"{visit.number}　{STATUSES[visit.status]}　{_day(visit)} 提交"
    yield f"单位：{visit.enterprise_name}" + (f"（{visit.credit_code}）" if visit.credit_code else "")
    yield f"地址：{visit.address}"
    yield f"联系人：{visit.contact}，{visit.phone}"
    yield f"部门：{'、'.join(visit.departments)}"
    if visit.wishes:
        yield f"希望的时间：{'、'.join(visit.wishes)}"
    if visit.planned_for:
        yield f"安排：{visit.planned_for}"
    if visit.rating:
        yield f"评价：{visit.rating} 分" + (f"，{visit.remark}" if visit.remark else "")


def _day(visit: VisitRecord) -> str:
    return day_text(visit.requested_at.astimezone(BEIJING).date())
