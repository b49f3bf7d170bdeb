"""Worker processes: each task is told of once, whatever becomes of the process."""

import pytest

from compliance.services.batch.pool import run_tasks
from tests.services.batch.jobs import Doing, RefusedError


def run(tasks, workers=2, patience=None):
    done, failed = {}, {}
    run_tasks(Doing(), tasks, workers, done.__setitem__, failed.__setitem__, patience)
    return done, failed


def test_every_task_is_done_and_told_with_what_came_of_it():
    tasks = [f"t{n}" for n in range(9)]
    assert run(tasks) == ({task: f"{task} done" for task in tasks}, {})


def test_a_bug_or_a_death_costs_one_task_and_the_others_go_on():
    done, failed = run(["a", "fail", "b", "die", "c", "d"])
    assert sorted(done) == ["a", "b", "c", "d"]
    assert sorted(failed) == ["die", "fail"]
    assert "ValueError: a bug" in failed["fail"]
    assert "意外结束" in failed["die"]


def test_a_process_that_hangs_is_stopped_and_its_task_told():
    assert run(["hang"], patience=0.5) == ({}, {"hang": "超过 0.5 秒还没做完"})


def test_what_a_user_can_mend_ends_the_run():
    with pytest.raises(RefusedError):
        run(["a", "refuse", "b"])
