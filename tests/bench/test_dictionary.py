"""What a dictionary made anew would hold."""

from datetime import date

from bench.dictionary import dictionary
from catalog.seeds import load_seeds
from storage.packed import pack
from validators.evidence import Level
from validators.standards_file import load_folder


def test_a_dictionary_has_what_receipts_repeat_and_the_one_in_use_still_has_most_of_it() -> None:
    made = dictionary()
    listed = {it.listing.id for it in load_seeds().listings()}
    law = load_folder()
    bound = {it.id for it in law.in_force("cn", Level.CENTRAL, date(2026, 12, 1)).used}
    for name in (*listed, *bound):
        assert b'"id":"%s"' % name.encode() in made
    # Where this fails, receipts of today gain from the next dictionary: `storage.packed`.
    assert len(pack(made)) < len(made) / 4
