"""From a provider's groups to roles here: ``procheck:ROLE`` or ``procheck:ROLE:USCC``, no others.

A group that begins so and is none of these gives nothing: it is told to the operator, and the
person has what his other groups give.
"""

from collections.abc import Mapping
from typing import Any, Final

from api.holders import Holder, WrongHolder, check_holder
from api.roles import ADMINISTRATORS, OF_AN_AGENCY, Role
from approvals.errors import MalformedUscc
from approvals.uscc import check_uscc

PREFIX: Final = "procheck:"
LONGEST_PERSON: Final = 200
"""Characters of a person's identifier here: the issuer, a sign, and the subject."""


class NoIdentity(Exception):  # noqa: N818 - named for what was found
    """The subject is too long to be anybody here."""


def person_of(issuer: str, subject: str) -> str:
    """Return by which identifier a person of a provider is known: by issuer and subject together.

    Raises:
        NoIdentity: it would be longer than identifiers are.
    """
    person = f"{issuer}#{subject}"
    if len(person) > LONGEST_PERSON or not person.isprintable():
        raise NoIdentity
    return person


def holders_of(
    claims: Mapping[str, Any], claim: str, person: str
) -> tuple[tuple[Holder, ...], tuple[str, ...]]:
    """Return what a person may be here, and the groups that mean nothing here though they should.

    Args:
        claims: of the ID token.
        claim: the one that lists groups: texts, or one text.
        person: his identifier.
    """
    listed = claims.get(claim, ())
    groups = [listed] if isinstance(listed, str) else listed
    if not isinstance(groups, (list, tuple)):
        return (), ()
    ours = dict.fromkeys(it for it in groups if isinstance(it, str) and it.startswith(PREFIX))
    read = {group: _holder(group.removeprefix(PREFIX), person) for group in ours}
    found = tuple(dict.fromkeys(holder for holder in read.values() if holder is not None))
    return found, tuple(group for group, holder in read.items() if holder is None)


def are_apart(holders: tuple[Holder, ...]) -> bool:
    """Return whether nobody would be two of the three administrators."""
    return len({it.role for it in holders} & ADMINISTRATORS) <= 1


def _holder(text: str, person: str) -> Holder | None:
    name, _, code = text.partition(":")
    try:
        role = Role(name)
        uscc = check_uscc(code) if code else None
        holder = Holder(
            person=person,
            role=role,
            agency=uscc if role in OF_AN_AGENCY else None,
            supplier=uscc if role is Role.SUPPLIER else None,
        )
        check_holder(holder)
    except (ValueError, MalformedUscc, WrongHolder):
        return None
    superfluous = code and role not in OF_AN_AGENCY | {Role.SUPPLIER}
    return None if superfluous else holder
