"""Proving again who one is, before an act that is weighty."""

from api.accounts import account_of
from api.identity import is_key, split_key
from api.pages.page import Desk, Elsewhere, Outcome, Shown
from api.pages.visit import Visit
from api.pages.ways import PROVE, back_with_form
from api.password_sign_in import confirm_password
from api.security_log import tell, tell_failure
from api.sessions import Resumed, prove_again
from api.sign_in_ways import look, take
from storage.scope import SYSTEM

PROVING = Desk()


@PROVING.page("GET", PROVE, id="prove")
def prove(visit: Visit) -> Outcome:
    """Show how to prove who one is."""
    return _asking(visit)


@PROVING.page("POST", PROVE, id="prove-with-secret")
def prove_with_secret(visit: Visit) -> Outcome:
    """Take the key or the password of whoever sits there, and lead back."""
    person = visit.person
    if visit.who is None or not _right(visit, visit.who):
        tell_failure("not proven again", visit.remote, session=person.key, person=person.person)
        return _asking(visit, wrong=True)
    with visit.services.database.transaction(SYSTEM) as connection:
        prove_again(connection, person.key, visit.wall)
        way = take(connection, visit.way, visit.wall)
    tell("proven again", visit.remote, by=person.proof, session=person.key, person=person.person)
    if way is None or way.session != person.key:
        return Elsewhere(path="/", way="")
    return back_with_form(way)


def _right(visit: Visit, who: Resumed) -> bool:
    secret, database = visit.form.get("secret", ""), visit.services.database
    if who.account is not None:
        return confirm_password(database, who.account, secret, address=visit.remote, now=visit.wall)
    halves = split_key(secret.strip())
    if halves is None or halves[0] != who.access_key:
        return False
    with database.transaction(SYSTEM) as connection:
        return is_key(connection, halves)


def _asking(visit: Visit, *, wrong: bool = False) -> Shown:
    person, who = visit.person, visit.who
    by = "key"
    with visit.services.database.transaction(SYSTEM) as connection:
        if who is not None and who.account is not None:
            by = "password" if account_of(connection, who.account).name else "provider"
        way = look(connection, visit.way, visit.wall)
    kept = way is not None and way.session == person.key
    values = {"by": by, "wrong": wrong, "kept": kept}
    return Shown(template="prove.html", values=values, status=401 if wrong else 200)
