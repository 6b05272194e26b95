"""The published law and catalogue: documents proposed, documents in force, revisions of the books.

Revision ID: 0003
Revises: 0002
"""

from typing import Final

from alembic import op

from storage.errors import DowngradeRefusedError
from storage.walls import grant

revision: Final = "0003"
down_revision: Final = "0002"
branch_labels: Final = None
depends_on: Final = None

# The bytes stand once, in the proposal, under a digest the server itself recomputes. Who proposed
# is repeated in the row of what took effect, and tied to the proposal, so that the rule of two
# persons is a CHECK.
_TABLES = """
create table procheck.document_proposal (
    id text not null,
    kind text not null,
    identity text not null,
    revision integer not null,
    name text not null,
    digest text not null,
    body bytea not null,
    proposed_by text not null,
    proposed_at timestamp with time zone not null,
    constraint pk_document_proposal primary key (id),
    constraint uq_document_proposal_digest unique (digest),
    constraint uq_document_proposal_stated
        unique (id, kind, identity, revision, digest, proposed_by),
    constraint ck_document_proposal_revision_positive check (revision >= 1),
    constraint ck_document_proposal_digest_of_body
        check (digest = 'sha256:' || encode(sha256(body), 'hex'))
);
create table procheck.book_revision (
    revision bigint not null,
    law_digest text not null,
    catalogue_digest text not null,
    recorded_at timestamp with time zone not null,
    constraint pk_book_revision primary key (revision),
    constraint ck_book_revision_law_digest_is_digest
        check (law_digest ~ '^sha256:[0-9a-f]{64}$'),
    constraint ck_book_revision_catalogue_digest_is_digest
        check (catalogue_digest ~ '^sha256:[0-9a-f]{64}$')
);
create table procheck.published_document (
    kind text not null,
    identity text not null,
    revision integer not null,
    proposal text not null,
    digest text not null,
    proposed_by text not null,
    published_by text not null,
    published_at timestamp with time zone not null,
    book bigint not null,
    leaf text not null,
    constraint pk_published_document primary key (kind, identity, revision),
    constraint uq_published_document_proposal unique (proposal),
    constraint fk_published_document_proposal_document_proposal
        foreign key (proposal, kind, identity, revision, digest, proposed_by)
        references procheck.document_proposal
            (id, kind, identity, revision, digest, proposed_by),
    constraint fk_published_document_book_book_revision
        foreign key (book) references procheck.book_revision (revision),
    constraint ck_published_document_two_persons check (proposed_by <> published_by)
);
"""

# The second wall behind the use case: revisions follow one another, whoever writes the SQL.
_GUARDS = """
create function procheck.catalog_refuse() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception '%.% only grows: % is refused', tg_table_schema, tg_table_name, tg_op
        using errcode = 'insufficient_privilege';
end
$$;
create function procheck.book_follows() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if new.revision <> (select coalesce(max(b.revision), 0) + 1 from procheck.book_revision b) then
        raise exception 'revision % of the books does not follow the last one', new.revision
            using errcode = 'check_violation', constraint = 'book_follows';
    end if;
    return new;
end
$$;
create trigger book_revision_follows before insert on procheck.book_revision
    for each row execute function procheck.book_follows();
create function procheck.document_follows() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from procheck.published_document d
               where d.kind = new.kind and d.identity = new.identity
                 and d.revision >= new.revision)
    then
        raise exception '% %: revision % does not follow those published',
            new.kind, new.identity, new.revision
            using errcode = 'check_violation', constraint = 'document_follows';
    end if;
    return new;
end
$$;
create trigger published_document_follows before insert on procheck.published_document
    for each row execute function procheck.document_follows();
"""

_ONLY_GROW = ("document_proposal", "book_revision", "published_document")


def upgrade() -> None:
    """Make the tables, their guards and the rights on them; law and lists are for everyone."""
    for statements in (_TABLES, _GUARDS):
        op.execute(statements)
    for table in _ONLY_GROW:
        op.execute(
            f"create trigger {table}_append_only before update or delete or truncate "
            f"on procheck.{table} for each statement execute function procheck.catalog_refuse()"
        )
        grant(op, table)


def downgrade() -> None:
    """Refuse: what was published is never taken back.

    Raises:
        DowngradeRefusedError: always.
    """
    raise DowngradeRefusedError(revision)
