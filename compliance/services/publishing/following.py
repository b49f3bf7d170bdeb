"""An office whose rules are always those of today, whoever published them."""

import logging
from dataclasses import replace
from datetime import timedelta
from threading import Lock

from compliance.services.office import Office
from compliance.services.publishing.shelf import library_on

RETRY = timedelta(minutes=1)
"""After how long rules that couldn't be used are tried once more."""
_log = logging.getLogger(__name__)


class Following:
    """Looks whether something was published, or a new day began, before each use. Safe to share among threads.

    A look is one small query. Where something changed, the new library is ready in the time that reading the changed
    files takes, since it shares everything else with the old one; who comes meanwhile waits for it.
    """

    def __init__(self, office: Office) -> None:
        self._office = office
        self._seen: object = None
        self._again = office.now()
        self._lock = Lock()

    def office(self) -> Office:
        """The office with the rules of today."""
        if self._office.folders is None:
            return self._office
        with self._office.store.reading() as records:
            seen = self._office.today(), records.packs.last_number()
        if self._is_new(seen):
            with self._lock:
                if self._is_new(seen):
                    self._follow()
                    self._seen, self._again = seen, self._office.now() + RETRY
        return self._office

    def _is_new(self, seen: object) -> bool:
        return seen != self._seen or bool(self._office.rules_trouble and self._office.now() >= self._again)

    def _follow(self) -> None:
        """Takes the new rules, or keeps the old ones where the new ones can't be used: nobody is to be left without."""
        office = self._office
        assert office.folders is not None
        try:
            library = library_on(office.folders, office.store, office.today(), office.library)
        except Exception as error:
            _log.exception("the rules of today can't be used; the ones before stay in use")
            self._office = replace(office, rules_trouble=str(error) or type(error).__name__)
        else:
            self._office = replace(office, library=library, rules_trouble="")
