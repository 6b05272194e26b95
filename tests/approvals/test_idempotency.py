"""The same request again gets the same bytes."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from approvals.errors import KeyInUse, KeyReused
from approvals.idempotency import Answer, Claim, answered, claim, request_hash
from approvals.stated import Stated
from storage.driver import first_row
from storage.scope import Scope
from tests.approvals.builders import AGENCY, NOW, OFFICER, books, line, order
from tests.approvals.stage import Stage, order_of

MINE = Claim(person=OFFICER.person, route="orders", key="k-1", digest="h")
SCOPE = Scope(role="officer", person=OFFICER.person, agency=AGENCY)
ANSWER = Answer(201, {"Location": "/v1/orders/x"}, b'{"state":"approved"}\n')


def test_the_first_claim_is_fresh_and_the_second_gets_the_very_bytes(stage: Stage) -> None:
    with stage.database.transaction(SCOPE) as connection:
        assert claim(connection, MINE) is None
        first_row(connection, *answered(MINE, ANSWER, NOW))
    with stage.database.transaction(SCOPE) as connection:
        assert claim(connection, MINE) == ANSWER


def test_another_request_under_the_same_key_is_refused(stage: Stage) -> None:
    with stage.database.transaction(SCOPE) as connection:
        claim(connection, MINE)
        first_row(connection, *answered(MINE, ANSWER, NOW))
    with pytest.raises(KeyReused), stage.database.transaction(SCOPE) as connection:
        claim(connection, replace(MINE, digest="other"))


def test_a_key_belongs_to_a_person_and_a_route(stage: Stage) -> None:
    with stage.database.transaction(SCOPE) as connection:
        claim(connection, MINE)
        assert claim(connection, replace(MINE, route="x")) is None
    other = Scope(role="officer", person="q", agency=AGENCY)
    with stage.database.transaction(other) as connection:
        assert connection.scalar(text("select count(*) from procheck.idempotency")) == 0
        assert claim(connection, replace(MINE, person="q")) is None


def test_what_rolls_back_was_never_claimed(stage: Stage) -> None:
    def fail() -> None:
        with stage.database.transaction(SCOPE) as connection:
            claim(connection, MINE)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with stage.database.transaction(SCOPE) as connection:
        assert claim(connection, MINE) is None


def test_an_answer_once_given_is_never_changed(stage: Stage) -> None:
    with stage.database.transaction(SCOPE) as connection:
        claim(connection, MINE)
        first_row(connection, *answered(MINE, ANSWER, NOW))
    with (
        pytest.raises(DBAPIError, match="pk_idempotency"),
        stage.database.transaction(SCOPE) as connection,
    ):
        first_row(connection, *answered(MINE, Answer(200, {}, b""), NOW))
    with (
        pytest.raises(DBAPIError, match="kept as it was given"),
        stage.database.transaction(SCOPE) as connection,
    ):
        connection.execute(text("update procheck.idempotency set status = 200"))


def test_a_second_request_waits_for_the_first_and_is_told_when_it_takes_too_long(
    open_stage: Stage,
) -> None:
    def impatiently(wanted: Claim) -> Answer | None:
        with open_stage.database.transaction(SCOPE) as connection:
            connection.execute(text("set local lock_timeout = '50ms'"))
            return claim(connection, wanted)

    with open_stage.database.transaction(SCOPE) as first:
        assert claim(first, MINE) is None
        with pytest.raises(KeyInUse):
            impatiently(MINE)
        assert impatiently(replace(MINE, key="k-2")) is None


def test_twenty_parallel_posts_with_one_key_make_one_order_with_one_body(
    open_stage: Stage,
) -> None:
    open_stage.register()
    document = order("A-1", line(2))

    def post(_: int) -> bytes:
        from approvals.submit import submit  # noqa: PLC0415 - only here

        with open_stage.database.transaction(SCOPE) as connection:
            known = claim(connection, MINE)
            if known is not None:
                return known.body
            found = submit(
                connection,
                actor=OFFICER,
                stated=Stated.of(document),
                books=books(),
                office=open_stage.office,
                now=NOW,
            )
            body = order_of(found).encode()
            first_row(connection, *answered(MINE, Answer(201, {}, body), NOW))
            return body

    with ThreadPoolExecutor(20) as pool:
        assert len(set(pool.map(post, range(20)))) == 1
    assert open_stage.balance() == (0, 2, 0)


@given(
    st.lists(st.text(max_size=4), min_size=4, max_size=4),
    st.lists(st.text(max_size=4), min_size=4, max_size=4),
)
def test_two_requests_that_differ_anywhere_have_two_hashes(
    one: list[str], other: list[str]
) -> None:
    def hashed(parts: list[str]) -> str:
        method, path, query, body = parts
        return request_hash(method, path, query, body.encode())

    assert (hashed(one) == hashed(other)) is (one == other)
