"""What makes two cases alike: the same finding in the same circumstances, whoever's they are."""

from compliance.engine.decision import Finding
from compliance.engine.sheet import NOTHING, AnswerSheet
from compliance.services.inputs import to_bytes
from compliance.store.hashes import text_hash

_HELD: dict[str, str] = {"claimed": "met"}


def fingerprint(finding: Finding, sheet: AnswerSheet) -> str:
    """A hash of what was found and of the circumstances, and of nothing that says whose case it is.

    Of the rules it holds their ids and how their elements stand, not their texts or versions, so that cases are alike
    across versions of a pack that don't change what is found; how well an element is proved makes no difference.
    """
    outcome = finding.outcome
    readings = outcome.readings if outcome else ()
    return text_hash(
        to_bytes(
            {
                "item": finding.item,
                "status": finding.status,
                "law": finding.officer_decides,
                "fines": [fine.as_json() for fine in finding.fines],
                "subject": sheet.subject,
                "circumstances": dict(sorted(sheet.circumstances.get(finding.item, NOTHING).items())),
                "elements": sorted(
                    [reading.rule, element, _HELD.get(state, state)]
                    for reading in readings
                    for element, state in reading.elements
                ),
            }
        )
    )
