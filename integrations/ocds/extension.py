"""The extension by which releases tell verdicts, approvals, and sums with and without tax."""

from typing import Any

_TEXT = {"type": "string"}
_AMOUNT = {"type": ["number", "null"]}


def _told(title: str, description: str, form: dict[str, Any]) -> dict[str, Any]:
    return {"title": title, "description": description, **form}


def _object(**members: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": members}


EXTENSION: dict[str, Any] = {
    "name": {"en": "Examinations and approvals", "zh": "审查与批准"},
    "description": {
        "en": "What an examination against configuration standards found, what was approved on it,"
        " and amounts with and without tax.",
        "zh": "按配置标准审查的结论、据此作出的批准,以及含税与不含税金额。",
    },
    "compatibility": ["1.1"],
    "schemas": ["release-schema.json"],
}
"""The description of the extension (`extension.json`)."""

_FINDING = _object(
    id=_told("ID", "The place of the finding in its verdict.", _TEXT),
    rule=_told("Rule", "The rule that found it.", _TEXT),
    outcome=_told("Outcome", "breach, undetermined, waived or notice.", _TEXT),
    pointer=_told("Pointer", "What of the order it is about (RFC 6901).", _TEXT),
    description=_told("Description", "What was found.", _TEXT),
    edition=_told("Edition", "The edition of the law it rests on.", _TEXT),
    provision=_told("Provision", "Its row or article.", _TEXT),
    waiver=_told("Waiver", "The waiver by which it passes.", _TEXT),
)
_EXAMINATION = _object(
    id=_told("ID", "The number of the examination, from 1.", _TEXT),
    date=_told("Date", "When it was sealed.", {"type": "string", "format": "date-time"}),
    receipt=_told("Receipt", "The digest of its sealed receipt.", _TEXT),
    outcome=_told("Outcome", "conforming, refused or undetermined.", _TEXT),
    engine=_told("Engine", "The revision of the rules.", _TEXT),
    editions=_told(
        "Editions", "The editions it rests on, as id@revision.", {"type": "array", "items": _TEXT}
    ),
    findings=_told("Findings", "What was found.", {"type": "array", "items": _FINDING}),
)
_APPROVAL = _object(
    number=_told("Number", "The number of the approval.", _TEXT),
    receipt=_told("Receipt", "The digest of the receipt it rests on.", _TEXT),
    validFrom=_told("Valid from", "Its first day.", {"type": "string", "format": "date"}),
    validUntil=_told("Valid until", "Its last day.", {"type": "string", "format": "date"}),
    state=_told("State", "in-force, revoked, expired, superseded or cancelled.", _TEXT),
)

SCHEMA: dict[str, Any] = {
    "properties": {
        "procheck_examinations": _told(
            "Examinations",
            "Every examination of the order, the first first.",
            {"type": "array", "items": _EXAMINATION},
        )
    },
    "definitions": {
        "Award": {
            "properties": {
                "procheck_approval": _told("Approval", "The approval granted.", _APPROVAL)
            }
        },
        "Value": {
            "properties": {
                "procheck_gross": _told("Gross amount", "With tax.", _AMOUNT),
                "procheck_net": _told("Net amount", "Without tax.", _AMOUNT),
                "procheck_taxRate": _told("Tax rate", "A share, as 0.13.", _AMOUNT),
            }
        },
        "Milestone": {
            "properties": {
                "procheck_units": _told(
                    "Units",
                    "How many devices of the delivery stand where.",
                    {"type": "object", "patternProperties": {"^[a-z]+$": {"type": "integer"}}},
                )
            }
        },
    },
}
"""What it adds to the standard's schema of a release (`release-schema.json`)."""
