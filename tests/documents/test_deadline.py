"""Time limits."""

import time
from contextlib import suppress
from threading import Thread

import pytest

from compliance.documents.deadline import DeadlineError, deadline


def work(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(Exception):
            time.sleep(0.001)


def test_work_that_takes_too_long_is_stopped_in_any_thread():
    stopped = []

    def run():
        try:
            with deadline(0.05):
                work(5)
        except DeadlineError:
            stopped.append(True)

    thread = Thread(target=run)
    thread.start()
    thread.join(3)
    assert stopped == [True]


def test_work_that_ends_in_time_is_left_alone():
    with deadline(0.05):
        pass
    work(0.1)


def test_other_errors_stay_what_they_are():
    with pytest.raises(KeyError), deadline(1):
        raise KeyError
