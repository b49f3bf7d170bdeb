"""How long matters are kept."""

from compliance.services.history.uploading import KEPT
from compliance.services.office import Office
from compliance.store.deeds import Actor, Deed


def expired_matters(office: Office) -> tuple[str, ...]:
    """The numbers of closed matters whose time is over."""
    with office.store.reading() as records:
        return records.matters.expired(office.today())


def purge_matters(office: Office, actor: Actor) -> tuple[str, ...]:
    """Deletes them and all that was stored with them, and gives their numbers, which are never given again; files that
    were sent and that nobody went on with go too.

    What was decided stays in the enterprises' history, without the matter's steps, people and answers.
    """
    with office.store.writing() as records:
        expired = records.matters.expired(office.today())
        records.matters.remove(expired)
        for uploads in (records.history_uploads, records.list_uploads):
            uploads.remove_older(office.now() - KEPT)
        for number in expired:
            records.tell(office.now(), actor, Deed.MATTER_PURGED, number)
    if expired:
        office.store.forget()
    return expired
