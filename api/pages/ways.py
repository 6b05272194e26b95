"""From a weighty act to proving again who one is, and back with what was typed."""

import json
from typing import Final

from api.pages.page import Elsewhere, Shown
from api.pages.visit import HIDDEN_FIELD, Visit
from api.sign_in_ways import Way, set_out
from storage.scope import SYSTEM

PROVE: Final = "/prove"


def to_prove(visit: Visit) -> Elsewhere:
    """Keep the form that was sent, and lead to where one proves again who he is."""
    fields = [it for it in visit.form.items(multi=True) if it[0] != HIDDEN_FIELD]
    way = Way(
        following=visit.place,
        began_at=visit.wall,
        session=visit.person.key,
        form=json.dumps(fields, ensure_ascii=False),
    )
    with visit.services.database.transaction(SYSTEM) as connection:
        return Elsewhere(path=PROVE, way=set_out(connection, way))


def back_with_form(way: Way) -> Shown:
    """Return the page that sends on what was typed before."""
    fields = json.loads(way.form or "[]")
    return Shown(template="proven.html", values={"place": way.following, "fields": fields})
