"""Statements that more than one test of the database asks."""

from typing import Final

from storage.driver import Statement

COUNT: Final = Statement.of("select count(*) from procheck.thing")
DIE: Final = Statement.of("select pg_terminate_backend(pg_backend_pid())")
ONE: Final = Statement.of("select 1")
WRONG: Final = Statement.of("select no_such_column")
