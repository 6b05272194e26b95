"""The tables of published documents. All of them only grow.

- `document_proposal`: the bytes of every document ever proposed. They are the one truth: nothing
  derived from them is stored, so no row can say anything else than what two persons put in force.
- `published_document`: which of them took effect, by whom, when, and where the ledger says so.
- `book_revision`: the law and the catalogue together, one row for each publication.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from storage.base import SCHEMA, metadata
from storage.columns import Digest, Instant, digest_check

_STATED = ("kind", "identity", "revision", "digest", "proposed_by")

document_proposal = Table(
    "document_proposal",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("identity", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("digest", Digest, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("proposed_at", Instant, nullable=False),
    CheckConstraint("digest = 'sha256:' || encode(sha256(body), 'hex')", name="digest_of_body"),
    CheckConstraint("revision >= 1", name="revision_positive"),
    UniqueConstraint("digest"),
    UniqueConstraint("id", *_STATED, name="uq_document_proposal_stated"),
)

book_revision = Table(
    "book_revision",
    metadata,
    Column("revision", BigInteger, primary_key=True, autoincrement=False),
    Column("law_digest", Digest, nullable=False),
    Column("catalogue_digest", Digest, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    digest_check("law_digest"),
    digest_check("catalogue_digest"),
)

published_document = Table(
    "published_document",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("identity", Text, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("proposal", Text, nullable=False, unique=True),
    Column("digest", Digest, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("published_by", Text, nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("book", BigInteger, nullable=False),
    Column("leaf", Text, nullable=False),
    CheckConstraint("proposed_by <> published_by", name="two_persons"),
    ForeignKeyConstraint(
        ["proposal", *_STATED],
        [f"{SCHEMA}.document_proposal.{column}" for column in ("id", *_STATED)],
        name="fk_published_document_proposal_document_proposal",
    ),
    ForeignKeyConstraint(["book"], [f"{SCHEMA}.book_revision.revision"]),
)
