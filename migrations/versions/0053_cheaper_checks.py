"""Says what every order is checked for in functions, and digests in fewer states.

The server reads the expression of each CHECK anew for every statement, which takes longer than to
work it out for a row; the body of a function it reads once a session.

Revision ID: 0053
Revises: 0052
"""

from typing import Final

from alembic import op

revision: Final = "0053"
down_revision: Final = "0052"
branch_labels: Final = None
depends_on: Final = None

# What is not told is not so: a blank state or verb passed before, as NULL does in a CHECK.
_FUNCTIONS: Final = """
create function procheck.order_stands(state text, awaits text, lapses_at timestamptz)
returns boolean language plpgsql immutable as $$
begin
    return coalesce(case
        when state = 'referred' then awaits in ('decision', 'answers') and lapses_at is not null
        when state = 'held' then awaits = 'facts' and lapses_at is not null
        when state in ('approved', 'refused', 'cancelled', 'superseded')
            then awaits is null and lapses_at is null
    end, false);
end
$$;
create function procheck.line_adds_up(quantity integer, reserved integer, committed integer,
    consumed integer, released integer, under_way integer, returned integer)
returns boolean language plpgsql immutable as $$
begin
    return coalesce(quantity > 0
        and least(reserved, committed, consumed, released, under_way, returned) >= 0
        and reserved + committed + consumed + released <= quantity
        and under_way <= committed
        and returned <= released
        and (consumed + under_way + returned = 0
            or reserved + committed + consumed + released = quantity), false);
end
$$;
create function procheck.quota_moves(verb text, reserved integer, committed integer,
    on_hand integer)
returns boolean language plpgsql immutable as $$
begin
    return coalesce(case verb
        when 'reserve' then reserved > 0 and committed = 0 and on_hand = 0
        when 'commit' then committed > 0 and on_hand = 0 and reserved in (0, -committed)
        when 'consume' then on_hand > 0 and reserved = 0 and committed in (0, -on_hand)
        when 'release' then greatest(reserved, committed, on_hand) = 0
            and reserved + committed + on_hand < 0
    end, false);
end
$$;
"""
_DROP: Final = """
drop function procheck.quota_moves;
drop function procheck.line_adds_up;
drop function procheck.order_stands;
"""

_SINCE: Final = {
    "purchase_order": {
        "state": "procheck.order_stands(state, awaits, lapses_at)",
        "content_hash": "octet_length(content_hash) = 71 and content_hash ~ '^sha256:[0-9a-f]+$'",
    },
    "receipt": {"digest": "octet_length(digest) = 71 and digest ~ '^sha256:[0-9a-f]+$'"},
    "order_line": {
        "conserved": "procheck.line_adds_up(quantity, reserved, committed, consumed, released,"
        " under_way, returned)",
    },
    "quota_movement": {
        "verb": "procheck.quota_moves(verb, reserved_change, committed_change, on_hand_change)"
    },
}
_BEFORE: Final = {
    "purchase_order": {
        "state": "state in ('approved', 'refused', 'referred', 'held', 'cancelled', 'superseded')",
        "awaits": "case state when 'referred' then awaits in ('decision', 'answers')"
        " when 'held' then awaits = 'facts' else awaits is null end",
        "open_lapses": "(state in ('referred', 'held')) = (lapses_at is not null)",
        "content_hash": "content_hash ~ '^sha256:[0-9a-f]{64}$'",
    },
    "receipt": {"digest": "digest ~ '^sha256:[0-9a-f]{64}$'"},
    "order_line": {
        "quantity": "quantity > 0",
        "conserved": "least(reserved, committed, consumed, released) >= 0"
        " and reserved + committed + consumed + released <= quantity",
        "under_way": "under_way between 0 and committed",
        "returned": "returned between 0 and released",
        "delivered": "consumed + under_way + returned = 0"
        " or reserved + committed + consumed + released = quantity",
    },
    "quota_movement": {
        "verb": "case verb"
        " when 'reserve' then reserved_change > 0 and committed_change = 0 and on_hand_change = 0"
        " when 'commit' then committed_change > 0 and on_hand_change = 0"
        " and reserved_change in (0, -committed_change)"
        " when 'consume' then on_hand_change > 0 and reserved_change = 0"
        " and committed_change in (0, -on_hand_change)"
        " when 'release' then greatest(reserved_change, committed_change, on_hand_change) = 0"
        " and reserved_change + committed_change + on_hand_change < 0"
        " else false end",
    },
}


# Each that goes is within one that comes. The tables are locked while their rows are looked
# through: no service of another release runs meanwhile.
_GOES: Final = "-- squawk-ignore ban-drop-constraint"
_COMES: Final = "-- squawk-ignore constraint-missing-not-valid"


def _replace(gone: dict[str, dict[str, str]], made: dict[str, dict[str, str]]) -> None:
    """Put other checks in the place of those that were; rows that are there are looked through."""
    for table, checks in gone.items():
        for name in checks:
            op.execute(f"{_GOES}\nalter table procheck.{table} drop constraint ck_{table}_{name}")
    for table, checks in made.items():
        for name, check in checks.items():
            op.execute(
                f"{_COMES}\nalter table procheck.{table}"
                f" add constraint ck_{table}_{name} check ({check})"
            )


def upgrade() -> None:
    """Make the functions, and check by them."""
    op.execute(_FUNCTIONS)
    _replace(_BEFORE, _SINCE)


def downgrade() -> None:
    """Check as before."""
    _replace(_SINCE, _BEFORE)
    op.execute(_DROP)
