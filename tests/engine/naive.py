"""A second reading of the rule language, written from its text alone: slow, plain, one function per sentence.

It takes what `yaml.safe_load` or `json.load` give and imports nothing from the program, so that the program can be
held against it. It presumes valid input. Numbers are fractions; an answer is None where it is not known, and so is
the value of a condition.

Where the text can be read in more than one way, this is the reading taken here:
- A question whose `ask_when` reads a parameter is shown by the parameter's value on the date of the law evaluated,
  so that it can be shown under one law and hidden under the other.
- A question that is not shown counts as unanswered, so that it can be among the needs.
- An `ask_when` that reads `prior.*` belongs to no rule, so that all of the history counts.
- A parameter can also stand in the list of an `in` or `not_in`.
- `item.lists` of an item without lists is the empty set.
- Measures are compared as a set. Fines are compared as they are printed, without `may`; two entries that differ only
  in their `if` are alike while both are printed with the same `sure`.
- A pair that one law lacks is 0 to 0 whatever the `per` of the other; amounts of multiples of one unanswered fact
  are compared by their `times`, for the fact can't be negative.
- A rule that applies is among the applied ones even where its verdict is barred, and its bars hold.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction

STRENGTH = ["declared", "evidenced", "verified"]
VERDICTS = [
    "time_barred",
    "no_penalty_required",
    "no_penalty_allowed",
    "mitigated",
    "lenient",
    "ordinary",
    "aggravated",
    "refer",
]
LIGHTEST_THREE = VERDICTS[:3]
NO_VIOLATION = "compliant"


@dataclass
class World:
    """What a condition is read against: the facts' types and values, and the day whose law is evaluated."""

    types: dict
    known: dict
    parameters: dict
    day: date
    as_of: date


# Section 1: a negative list.


def read_day(value):
    """A date is a date, or a text such as 2026-01-01."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def read_number(value):
    """Numbers are exact decimals."""
    return Fraction(str(value))


def read_value(kind, value):
    """The value of a fact of that type."""
    if kind == "number":
        return read_number(value)
    if kind == "date":
        return read_day(value)
    if kind == "choices":
        return frozenset(value)
    return value


def within_effect(effective, day):
    """Both ends are inclusive, `to` is optional."""
    if effective is None:
        return True
    if day < read_day(effective["from"]):
        return False
    return effective.get("to") is None or day <= read_day(effective["to"])


def in_force(pack, item, day):
    """An item outside its own `effective`, or outside its pack's, is left out."""
    return within_effect(pack.get("effective"), day) and within_effect(item.get("effective"), day)


def entry_on(entries, day):
    """A dated list has the entry with the newest `from` not after the date; None where there is none."""
    begun = [entry for entry in entries if read_day(entry["from"]) <= day]
    return max(begun, key=lambda entry: read_day(entry["from"])) if begun else None


def penalty_on(item, day):
    """One mapping always holds; a list of dated ones has its entry on that day."""
    penalty = item["penalty"]
    return entry_on(penalty, day) if isinstance(penalty, list) else penalty


# Section 2: conditions.


def all_of(values):
    """False if any part is false, else unknown if any is unknown, else true."""
    if False in values:
        return False
    return None if None in values else True


def any_of(values):
    """The other way round."""
    if True in values:
        return True
    return None if None in values else False


def opposite(value):
    """`not` keeps unknown."""
    return None if value is None else not value


def holds(condition, world):
    """A condition is an all, an any, a not, or a mapping of facts, each tested, meaning all of them."""
    if "all" in condition:
        return all_of([holds(part, world) for part in condition["all"]])
    if "any" in condition:
        return any_of([holds(part, world) for part in condition["any"]])
    if "not" in condition:
        return opposite(holds(condition["not"], world))
    return all_of([passes(fact, test, world) for fact, test in condition.items()])


def passes(fact, test, world):
    """A test of an unknown fact is unknown; a literal means equality; several operators mean all of them."""
    if fact not in world.known:
        return None
    tests = test if isinstance(test, dict) else {"is": test}
    return all_of([passes_one(fact, operator, operand, world) for operator, operand in tests.items()])


def passes_one(fact, operator, operand, world):
    """A parameter without a value by the day makes the test unknown."""
    operands = operand if isinstance(operand, list) else [operand]
    values = [resolve(one, world) for one in operands]
    if None in values:
        return None
    value = values if isinstance(operand, list) else values[0]
    return compare(world.types[fact], operator, world.known[fact], value, world.as_of)


def resolve(operand, world):
    """A `$name` is the parameter's value on the day evaluated; None where it has none by then."""
    if isinstance(operand, str) and operand.startswith("$"):
        entry = entry_on(world.parameters[operand[1:]], world.day)
        return None if entry is None else entry["value"]
    return operand


def compare(kind, operator, value, operand, as_of):
    """What each operator of each type means."""
    if kind == "number":
        return compare_number(operator, value, operand)
    if kind == "choice":
        return compare_choice(operator, value, operand)
    if kind == "choices":
        return compare_choices(operator, value, operand)
    if kind == "date":
        return compare_date(operator, value, operand, as_of)
    assert (kind, operator) == ("boolean", "is")
    return value is operand


def compare_number(operator, value, operand):
    """Numbers: is, is_not, gt, gte, lt, lte, in, not_in."""
    if operator == "in":
        return value in [read_number(one) for one in operand]
    if operator == "not_in":
        return value not in [read_number(one) for one in operand]
    other = read_number(operand)
    if operator == "is":
        return value == other
    if operator == "is_not":
        return value != other
    if operator == "gt":
        return value > other
    if operator == "gte":
        return value >= other
    if operator == "lt":
        return value < other
    assert operator == "lte"
    return value <= other


def compare_choice(operator, value, operand):
    """A choice: is, is_not, in, not_in."""
    if operator == "is":
        return value == operand
    if operator == "is_not":
        return value != operand
    if operator == "in":
        return value in operand
    assert operator == "not_in"
    return value not in operand


def compare_choices(operator, value, operand):
    """A set of choices: includes, excludes, includes_any, includes_all."""
    if operator == "includes":
        return operand in value
    if operator == "excludes":
        return operand not in value
    if operator == "includes_any":
        return any(one in value for one in operand)
    assert operator == "includes_all"
    return all(one in value for one in operand)


def compare_date(operator, value, operand, as_of):
    """Dates; the number of days is counted up to the day of the decision, whichever law is evaluated."""
    if operator == "within_days":
        return 0 <= (as_of - value).days <= read_number(operand)
    if operator == "older_than_days":
        return (as_of - value).days > read_number(operand)
    other = read_day(operand)
    if operator == "is":
        return value == other
    if operator == "before":
        return value < other
    if operator == "after":
        return value > other
    if operator == "on_or_before":
        return value <= other
    assert operator == "on_or_after"
    return value >= other


# Section 3: three values.


def add_shown_answers(questions, answers, world):
    """A fact that is missing, null or of a question not shown is unknown; a question is shown when `ask_when` is true.

    It reads the questions above it.
    """
    for fact, question in questions.items():
        world.types[fact] = question["type"]
        shown = holds(question["ask_when"], world) if "ask_when" in question else True
        if shown is True and answers.get(fact) is not None:
            world.known[fact] = read_value(question["type"], answers[fact])


def world_of(pack, sheet, day, as_of):
    """A pack reads its own questions and parameters, each pack by its own `ask_when`."""
    world = World({}, {}, pack.get("parameters") or {}, day, as_of)
    add_shown_answers(pack.get("questions") or {}, sheet.get("answers") or {}, world)
    return world


def both_conditions(item):
    """A and V, A left out meaning always."""
    return {"all": [item.get("applies_when", {"all": []}), item["violated_when"]]}


def status_of(item, world):
    """violation, undetermined, not_applicable or compliant; not a violation where no penalty is in force."""
    both = holds(both_conditions(item), world)
    if both is None:
        return "undetermined"
    if both is True:
        return "violation" if penalty_on(item, world.day) is not None else "compliant"
    if holds(item.get("applies_when", {"all": []}), world) is False:
        return "not_applicable"
    return "compliant"


def needed_by(condition, world):
    """The unanswered facts in the unknown parts: an unknown test needs its fact, an unknown whole its unknown parts."""
    if holds(condition, world) is not None:
        return set()
    if "not" in condition:
        return needed_by(condition["not"], world)
    if "all" in condition or "any" in condition:
        parts = condition["all"] if "all" in condition else condition["any"]
        return {fact for part in parts for fact in needed_by(part, world)}
    return {fact for fact in condition if fact not in world.known}


def needs_of(item, world):
    """Only an undetermined item has needs."""
    return needed_by(both_conditions(item), world) if status_of(item, world) == "undetermined" else set()


# Section 6: the fines of one law.


def can_meet(who, subject):
    """The subject can meet any, its own kind, and a unit the responsible."""
    return who in ("any", subject) or (who == "responsible" and subject == "unit")


def fines_of(item, subject, world):
    """The entries that the subject can meet and whose `if` isn't false, in the pack's order."""
    printed = []
    for fine in penalty_on(item, world.day).get("fines") or []:
        condition = holds(fine["if"], world) if "if" in fine else True
        if can_meet(fine["who"], subject) and condition is not False:
            printed.append(print_fine(fine, condition is True, world))
    return printed


def print_fine(fine, sure, world):
    """`sure` is false where the `if` is unknown; `per` is printed where the pack has it."""
    printed = {"when": fine["when"], "who": fine["who"], "may": fine.get("may", False), "sure": sure}
    if "per" in fine:
        printed["per"] = fine["per"]
    return printed | amounts_of(fine, world)


def amounts_of(fine, world):
    """Multiples of an answered fact are in yuan; of an unanswered one null, with `of` and `times` beside them."""
    if "of" not in fine:
        return {"min": read_number(fine.get("min", 0)), "max": read_number(fine["max"])}
    least, most = [read_number(one) for one in fine["times"]]
    if fine["of"] not in world.known:
        return {"min": None, "max": None, "of": fine["of"], "times": [least, most]}
    return {"min": least * world.known[fine["of"]], "max": most * world.known[fine["of"]]}


# Section 4: two dates.


def compare_laws(old_fines, old_measures, new_fines, new_measures):
    """Between two violations: which law is taken, and whether the officer decides."""
    same_measures = set(old_measures) == set(new_measures)
    differ = fines_differ(old_fines, new_fines)
    if not differ and same_measures:
        return "same", False
    pairs = {(fine["when"], fine["who"]) for fine in old_fines + new_fines}
    if differ and any(is_unclear(pair, fines) for pair in pairs for fines in (old_fines, new_fines)):
        return "old", True
    signs = {compare_pair(entry_of(pair, old_fines), entry_of(pair, new_fines)) for pair in pairs} if differ else set()
    if None in signs or signs >= {-1, 1}:
        return "old", True
    if -1 in signs:
        return "new", False
    if 1 in signs:
        return "old", False
    return ("same", False) if same_measures else ("old", True)


def fines_differ(old_fines, new_fines):
    """`may` and the order don't count."""
    return Counter(map(without_may, old_fines)) != Counter(map(without_may, new_fines))


def without_may(fine):
    """A fine as something that can be counted."""
    return tuple((key, str(fine.get(key))) for key in ("when", "who", "min", "max", "sure", "per", "of", "times"))


def is_unclear(pair, fines):
    """A pair with several entries, or with one that isn't sure."""
    entries = [fine for fine in fines if (fine["when"], fine["who"]) == pair]
    return len(entries) > 1 or any(not fine["sure"] for fine in entries)


def entry_of(pair, fines):
    """The pair's only entry; None where the law lacks the pair."""
    for fine in fines:
        if (fine["when"], fine["who"]) == pair:
            return fine
    return None


def compare_pair(old, new):
    """-1 where the new law is lighter, 1 where it is heavier, 0 where alike, None where they can't be compared.

    A pair that one side lacks is 0 to 0. They are compared by max, then by min. Multiples of an unanswered fact are
    comparable only with multiples of the same fact, and entries only with entries of the same `per`.
    """
    if old is not None and new is not None and old.get("per") != new.get("per"):
        return None
    old, new = old or {"min": Fraction(0), "max": Fraction(0)}, new or {"min": Fraction(0), "max": Fraction(0)}
    if old.get("of") != new.get("of"):
        return None
    old_key, new_key = weight(old), weight(new)
    return (new_key > old_key) - (new_key < old_key)


def weight(fine):
    """By max, then by min."""
    return fine["times"][::-1] if "of" in fine else [fine["max"], fine["min"]]


def find(pack, item, sheet, as_of, acted_on, discretion):
    """The finding of one item; None where it is in force on neither day."""
    days = [day for day in (acted_on, as_of) if in_force(pack, item, day)]
    if not days:
        return None
    worlds = {day: world_of(pack, sheet, day, as_of) for day in days}
    statuses = {day: status_of(item, world) for day, world in worlds.items()}
    needed = {fact for world in worlds.values() for fact in needs_of(item, world)}
    finding = {"pack": pack["id"], "version": pack["version"], "item": item["id"], "outcome": None, "fines": []}
    finding |= take(statuses, as_of, acted_on) | {"officer_decides": False}
    finding["needs"] = [fact for fact in pack.get("questions") or {} if fact in needed]
    if finding["status"] == "violation":
        finding |= take_penalty(item, sheet.get("subject", "unit"), worlds, as_of, acted_on)
        finding["outcome"] = outcome_of(discretion, item, sheet, as_of, acted_on)
    return finding


def take(statuses, as_of, acted_on):
    """Either undetermined: undetermined. No violation, which not in force counts as, is lighter than one.

    Where neither law has a violation the old law's status is taken if the item was in force then, else the new's.
    """
    old, new = statuses.get(acted_on, NO_VIOLATION), statuses.get(as_of, NO_VIOLATION)
    if "undetermined" in (old, new):
        return {"status": "undetermined", "law": "same"}
    if old == "violation" and new == "violation":
        return {"status": "violation", "law": "same"}
    if old == "violation":
        return {"status": new, "law": "new"}
    if new == "violation":
        return {"status": old, "law": "old"}
    return {"status": old if acted_on in statuses else new, "law": "same"}


def take_penalty(item, subject, worlds, as_of, acted_on):
    """The lighter law's fines; the old law's where they are alike or the officer decides."""
    old, new = fines_of(item, subject, worlds[acted_on]), fines_of(item, subject, worlds[as_of])
    old_measures = penalty_on(item, acted_on).get("measures") or []
    new_measures = penalty_on(item, as_of).get("measures") or []
    law, officer_decides = compare_laws(old, old_measures, new, new_measures)
    return {"law": law, "officer_decides": officer_decides, "fines": new if law == "new" else old}


# Section 5: discretion.


def outcome_of(discretion, item, sheet, as_of, acted_on):
    """What the discretion rules make of one violation."""
    read = []
    for file in discretion:
        read += [read_rule(file, rule, item, sheet, as_of, acted_on) for rule in file.get("rules") or []]
    applied = [rule for rule in read if rule["applies"]]
    barred = {verdict for rule in applied for verdict in rule["bars"]} - {"refer"}
    standing = {rule["verdict"] for rule in applied if rule["verdict"] is not None and not rule["may"]} - barred
    verdict, officer_decides = choose_verdict(standing)
    officer_decides = officer_decides or any(leaves_a_choice(rule, verdict, barred) for rule in applied)
    return {
        "verdict": verdict,
        "provisional": any(rule["claimed"] for rule in applied),
        "applied": [rule["id"] for rule in applied],
        "officer_decides": officer_decides,
        "reachable": [print_reachable(rule) for rule in read if is_reachable(rule, verdict, barred)],
    }


def choose_verdict(standing):
    """Refer; else the lightest of the first three; else ordinary between aggravated and milder; else the lightest."""
    if "refer" in standing:
        return "refer", False
    for verdict in LIGHTEST_THREE:
        if verdict in standing:
            return verdict, False
    if "aggravated" in standing and ("mitigated" in standing or "lenient" in standing):
        return "ordinary", True
    for verdict in VERDICTS:
        if verdict in standing:
            return verdict, False
    return "ordinary", False


def leaves_a_choice(rule, verdict, barred):
    """A rule that says may, not barred, of a verdict lighter than the one found; none once the case is handed over."""
    if not rule["may"] or rule["verdict"] in barred or verdict == "refer":
        return False
    return VERDICTS.index(rule["verdict"]) < VERDICTS.index(verdict)


def is_reachable(rule, verdict, barred):
    """A lighter verdict's rule that isn't barred and whose elements not met are all curable or unknown."""
    if rule["verdict"] is None or rule["verdict"] in barred:
        return False
    return VERDICTS.index(rule["verdict"]) < VERDICTS.index(verdict) and not rule["hopeless"]


def print_reachable(rule):
    """With the elements that are still open."""
    return {"rule": rule["id"], "verdict": rule["verdict"], "open": rule["open"]}


def read_rule(file, rule, item, sheet, as_of, acted_on):
    """A rule applies when all its elements are met."""
    world = world_of_discretion(file, rule, item, sheet, as_of, acted_on)
    met = [(element, holds(element["when"], world)) for element in rule["elements"]]
    return {
        "id": rule["id"],
        "verdict": rule.get("verdict"),
        "may": rule.get("may", False),
        "bars": rule.get("bars") or [],
        "applies": all(value is True for _, value in met),
        "open": [element["id"] for element, value in met if value is not True],
        "hopeless": any(value is False and not element.get("curable", False) for element, value in met),
        "claimed": any(is_claimed(element, item, sheet, world) for element, _ in met),
    }


def world_of_discretion(file, rule, item, sheet, as_of, acted_on):
    """Conditions here read the circumstances, the item and the history."""
    world = World(*given_facts(None, item, sheet, acted_on), {}, as_of, as_of)
    answers = (sheet.get("circumstances") or {}).get(item["id"]) or {}
    add_shown_answers(file.get("circumstances") or {}, answers, world)
    _, within_the_lookback = given_facts(rule.get("lookback_days"), item, sheet, acted_on)
    world.known |= within_the_lookback
    return world


def given_facts(lookback, item, sheet, acted_on):
    """The types and values of what is known of the item and the history."""
    types = {"item.severity": "choice", "item.id": "choice", "item.lists": "choices"}
    types |= {"item.laws": "choices", "item.articles": "choices"}
    types |= {"prior.same_item": "number", "prior.any": "number"}
    known = {"item.id": item["id"], "item.lists": frozenset(item.get("lists") or [])}
    known |= {"item.laws": frozenset(laws_of(item)), "item.articles": frozenset(articles_of(item))}
    if item.get("severity") is not None:
        known["item.severity"] = item["severity"]
    history = sheet.get("history", [])
    if history is not None:
        counted = [entry for entry in history if is_prior(entry, lookback, acted_on)]
        known["prior.any"] = Fraction(len(counted))
        known["prior.same_item"] = Fraction(len([entry for entry in counted if entry["item"] == item["id"]]))
    return types, known


def cited_by(item):
    """All citations of the duty and of every penalty, whatever its day."""
    duty, penalty = item["duty"], item["penalty"]
    return (duty if isinstance(duty, list) else [duty]) + (penalty if isinstance(penalty, list) else [penalty])


def laws_of(item):
    """The names of the laws cited."""
    return [citation["law"] for citation in cited_by(item)]


def articles_of(item):
    """The law's name, a space, the article."""
    return [citation["law"] + " " + str(citation["article"]) for citation in cited_by(item)]


def is_prior(entry, lookback, acted_on):
    """Before the act, and within the lookback; without one, all of the history."""
    on = read_day(entry["on"])
    if on >= acted_on:
        return False
    return lookback is None or acted_on - on <= timedelta(days=lookback)


def is_claimed(element, item, sheet, world):
    """An element whose proof is stronger than the weakest fact that it reads."""
    strengths = [strength_of(fact, item, sheet, world) for fact in facts_of(element["when"])]
    return any(STRENGTH.index(element.get("proof", "declared")) > strength for strength in strengths)


def facts_of(condition):
    """All facts that a condition reads."""
    if "not" in condition:
        return facts_of(condition["not"])
    if "all" in condition or "any" in condition:
        parts = condition["all"] if "all" in condition else condition["any"]
        return [fact for part in parts for fact in facts_of(part)]
    return list(condition)


def strength_of(fact, item, sheet, world):
    """Declared < evidenced < verified; the item is verified, an unanswered fact declared."""
    if fact.startswith("item."):
        return STRENGTH.index("verified")
    if fact not in world.known:
        return STRENGTH.index("declared")
    if fact.startswith("prior."):
        return STRENGTH.index(sheet.get("history_source", "declared"))
    provenance = (sheet.get("circumstance_provenance") or {}).get(item["id"]) or {}
    return STRENGTH.index(provenance.get(fact, "declared"))


# Section 6: one decision.


def plain(value):
    """Whole amounts are integers; others are exact decimals."""
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else exact_decimal(value)
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def exact_decimal(value):
    """A fraction that is a finite decimal."""
    with localcontext(prec=100):
        return Decimal(value.numerator) / Decimal(value.denominator)


def decide(packs, discretion, sheet, as_of, acted_on):
    """What `decide --json` prints; the findings are in the packs' order."""
    findings = [find(pack, item, sheet, as_of, acted_on, discretion) for pack in packs for item in pack["items"]]
    printed = [plain(finding) for finding in findings if finding is not None]
    return {"as_of": as_of.isoformat(), "acted_on": acted_on.isoformat(), "findings": printed}
