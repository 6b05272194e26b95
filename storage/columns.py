"""Column types that refuse what the service's words do not allow."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import CheckConstraint, DateTime, Dialect, LargeBinary, Numeric, Text
from sqlalchemy.types import TypeDecorator

DIGEST_PATTERN: Final = "^sha256:[0-9a-f]{64}$"
"""How a digest is written: the algorithm, a colon, 64 lower-case hexadecimal digits."""

MONEY_SCALE: Final = 4
"""Decimal places an amount may have. More are refused, never rounded away."""

MONEY_LIMIT: Final = Decimal(10) ** 14
"""Amounts are smaller than this in size: NUMERIC(18, 4)."""


class Instant(TypeDecorator[datetime]):
    """A point in time: `timestamptz`, given aware and read back in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> datetime | None:
        """Refuse an instant without an offset.

        Raises:
            ValueError: if the instant is naive; guessing its zone would falsify the record.
        """
        if value is None:
            return None
        if value.utcoffset() is None:
            msg = f"an instant needs an offset from UTC, got the naive {value.isoformat()}"
            raise ValueError(msg)
        return value.astimezone(UTC)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> datetime | None:
        """Give the instant back in UTC, whatever zone the session has."""
        return None if value is None else value.astimezone(UTC)


class Money(TypeDecorator[Decimal]):
    """An amount or a share: `numeric(18, 4)`, given and read as `Decimal`."""

    impl = Numeric(18, MONEY_SCALE, asdecimal=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: Decimal | None,
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> Decimal | None:
        """Refuse what is no exact amount.

        Raises:
            TypeError: if the value is no `Decimal` (a float least of all).
            ValueError: if it is not finite, too large, or finer than the column.
        """
        if value is None:
            return None
        if not isinstance(value, Decimal):
            msg = f"an amount is a Decimal, got {type(value).__name__}"
            raise TypeError(msg)
        if not value.is_finite() or abs(value) >= MONEY_LIMIT:
            msg = f"an amount is finite and below {MONEY_LIMIT:f} in size, got {value}"
            raise ValueError(msg)
        if _places(value) > MONEY_SCALE:
            msg = f"an amount has at most {MONEY_SCALE} decimal places, got {value:f}"
            raise ValueError(msg)
        return value


class Digest(TypeDecorator[str]):
    """A digest as text, `sha256:` and 64 hexadecimal digits. Add `digest_check` to the table."""

    impl = Text
    cache_ok = True


class CanonicalJson(TypeDecorator[bytes]):
    """The bytes of a canonical JSON document, stored as they were hashed.

    Never `jsonb`, which would reorder and reformat what a digest was taken of.
    """

    impl = LargeBinary
    cache_ok = True


def digest_check(column: str) -> CheckConstraint:
    """The constraint that a text column holds a digest (or NULL, if the column allows it)."""
    return CheckConstraint(f"{column} ~ '{DIGEST_PATTERN}'", name=f"{column}_is_digest")


def _places(value: Decimal) -> int:
    exponent: Any = value.normalize().as_tuple().exponent
    return max(0, -int(exponent))
