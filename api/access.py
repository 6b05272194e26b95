"""Lets a caller pass by the table of operations, or refuses him."""

from collections.abc import Collection

from api.access_table import ACCESS
from api.key_scopes import KeyScope
from api.problem import refuse
from api.roles import Role


class AccessTableWrong(Exception):  # noqa: N818 - named for what was found
    """Routes and access table do not name the same operations."""

    def __init__(self, undeclared: Collection[str], unrouted: Collection[str]) -> None:
        self.undeclared, self.unrouted = tuple(sorted(undeclared)), tuple(sorted(unrouted))
        super().__init__(
            "operations without a line in api/access_table.py:"
            f" {', '.join(self.undeclared) or 'none'};"
            f" lines without an operation: {', '.join(self.unrouted) or 'none'}"
        )


_OF_SANDBOXES = frozenset({"getSandboxClock", "setSandboxClock"})
"""What a sandbox alone answers."""


def answered(*, sandbox: bool = False) -> frozenset[str]:
    """Return the operations of the table that a service answers, or a sandbox."""
    return frozenset(ACCESS) - (frozenset() if sandbox else _OF_SANDBOXES)


def check_table(operations: Collection[str], *, sandbox: bool = False) -> None:
    """Compare the table with the operations that are routed.

    Raises:
        AccessTableWrong: one names what the other does not.
    """
    routed, told = set(operations), answered(sandbox=sandbox)
    if routed != told:
        raise AccessTableWrong(routed - told, told - routed)


def may(operation: str, role: Role, scope: KeyScope | None = None) -> bool:
    """Return whether a role may do what an operation does, by a key that is narrowed to a scope."""
    access = ACCESS[operation]
    if access.roles is None:
        return True
    return role in access.roles and (scope is None or scope.covers(access.action))


def allow(operation: str, role: Role, scope: KeyScope | None = None) -> None:
    """Let a role pass, by a key that is narrowed to a scope, or refuse it.

    Raises:
        Refused: as ``forbidden``.
    """
    access = ACCESS[operation]
    if scope is not None and may(operation, role) and not may(operation, role, scope):
        refuse(
            "forbidden",
            f"该密钥的范围限于 {scope.value},不含 {access.action}",
            f"the key is narrowed to {scope.value}, which does not cover {access.action}",
            action=access.action,
            role=role.value,
            scope=scope.value,
        )
    if not may(operation, role):
        refuse("forbidden", action=access.action, role=role.value)
