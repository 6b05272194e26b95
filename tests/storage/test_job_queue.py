import hashlib

from procrastinate.schema import SchemaManager

SCHEMA_OF_0005 = "c70ec4b400a60ad9592787653aae5ae77ae41bf801d56b5bd2712751a07f2009"


def test_the_queue_the_migration_installs_is_the_one_it_was_written_with() -> None:
    # 0005 takes the schema from the installed library. A release of it with another schema needs a
    # revision of its own with the library's migration, or two databases of one revision differ.
    found = hashlib.sha256(SchemaManager.get_schema().encode()).hexdigest()
    assert found == SCHEMA_OF_0005
