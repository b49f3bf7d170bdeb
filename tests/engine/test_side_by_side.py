"""Threads and processes that decide different packs at once give what one thread gives."""

import multiprocessing
import random
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date
from pathlib import Path

from compliance.engine.decide import Engine
from compliance.engine.decision import to_json
from compliance.engine.sheet import read_sheet
from compliance.rulepacks.loader import read_rule_file, rule_paths
from compliance.rulepacks.models import NegativeList
from compliance.rulepacks.rulebook import bring_together

RULES = Path(__file__).parents[2] / "rules"
PACKS = [str(path) for path in rule_paths([RULES / "negative_lists"])]
DISCRETION = [str(path) for path in rule_paths([RULES / "discretion"])]
DAY = date(2026, 11, 21)
CASES = [(pack, seed) for seed in range(8) for pack in PACKS]


def engine_for(pack):
    return Engine(bring_together(read_rule_file(Path(path)) for path in [pack, *DISCRETION]))


def answers(engine, seed):
    """A sheet with about a quarter of the answers missing."""
    chance = random.Random(seed)  # noqa: S311
    return {
        name: answer(question, chance)
        for pack in engine.rulebook.packs
        for name, question in pack.questions.items()
        if chance.random() < 0.75
    }


def answer(question, chance):
    values = {
        "boolean": lambda: chance.random() < 0.5,
        "number": lambda: chance.randint(max(0, int(question.min or 0)), int(question.max or 40)),
        "choice": lambda: chance.choice(question.options),
        "choices": lambda: chance.sample(question.options, chance.randint(0, 2)),
        "date": lambda: f"2026-{chance.randint(1, 11):02}-{chance.randint(1, 28):02}",
        "text": lambda: "说明",
    }
    return values[question.type]()


def decided(engine, seed):
    sheet = read_sheet({"answers": answers(engine, seed)}, engine.rulebook)
    return to_json(engine.decide(sheet, DAY, date(2024, 3, 1) if seed % 2 else None).as_json()).encode()


def decide_all(cases):
    """What one process gives for the cases, with an engine of its own for each pack."""
    engines = {pack: engine_for(pack) for pack in PACKS}
    return [decided(engines[pack], seed) for pack, seed in cases]


def test_there_is_something_to_compare():
    assert len({*decide_all(CASES)}) > 60
    assert all(isinstance(read_rule_file(Path(pack)).content, NegativeList) for pack in PACKS)


def test_eight_threads_give_what_one_gives():
    expected = decide_all(CASES)
    engines = {pack: engine_for(pack) for pack in PACKS}  # shared, and compiled by whoever comes first
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda case: decided(engines[case[0]], case[1]), CASES * 3))
    assert together == expected * 3


def test_four_processes_give_what_one_gives():
    expected = decide_all(CASES)
    orders = [random.Random(n).sample(CASES, len(CASES)) for n in range(4)]  # noqa: S311
    with ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("spawn")) as processes:
        for order, given in zip(orders, processes.map(decide_all, orders), strict=True):
            assert dict(zip(order, given, strict=True)) == dict(zip(CASES, expected, strict=True))


def test_a_process_forked_after_compiling_gives_the_same():
    engines = {pack: engine_for(pack) for pack in PACKS}
    expected = [decided(engines[pack], seed) for pack, seed in CASES]
    read, write = multiprocessing.get_context("fork").Pipe(duplex=False)

    def work():
        write.send([decided(engines[pack], seed) for pack, seed in CASES])

    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    given = read.recv()
    child.join()
    assert given == expected
