"""Signing in, and proving again who one is, at a provider of identities (OpenID Connect)."""

import logging
from typing import Final

from api.accounts import account_of
from api.holders import WrongHolder
from api.identifiers import new_id, new_secret
from api.openid import CALLBACK
from api.pages.addresses import local_address
from api.pages.page import Desk, Elsewhere, Outcome, Shown
from api.pages.signing_in import came_in, door
from api.pages.visit import Visit
from api.pages.ways import back_with_form
from api.problem import refuse
from api.provider_accounts import settle
from api.provider_groups import NoIdentity, are_apart, holders_of, person_of
from api.security_log import tell
from api.sessions import prove_again
from api.sign_in_ways import Asked, Way, ask_along, is_answered_by, look, set_out, take
from integrations.errors import UnreachableError
from integrations.oidc import Came, OpenId
from integrations.oidc_token import Doubt, Identified, TokenRefused
from storage.scope import SYSTEM

PROVIDER = Desk()
_log: Final = logging.getLogger(__name__)


@PROVIDER.page("GET", "/sign-in/provider", id="sign-in-with-provider")
def set_out_to_provider(visit: Visit) -> Outcome:
    """Send the browser to the provider."""
    following = local_address(visit.query.get("next"))
    if visit.led_here:
        # A session begins because somebody wants one here, and not because a link elsewhere led on.
        return door(visit, following)
    asked = _asked()
    try:
        address = _leads(visit, asked, again=False)
    except UnreachableError as error:
        return _away(visit, following, error)
    way = Way(following=following, began_at=visit.wall, asked=asked)
    with visit.services.database.transaction(SYSTEM) as connection:
        return Elsewhere(path=address, way=set_out(connection, way))


@PROVIDER.page("GET", "/prove/provider", id="prove-at-provider")
def set_out_to_prove(visit: Visit) -> Outcome:
    """Send the browser to the provider, where the person proves again who he is."""
    session, asked = visit.person.key, _asked()
    try:
        address = _leads(visit, asked, again=True)
    except UnreachableError as error:
        return _away(visit, "/", error)
    with visit.services.database.transaction(SYSTEM) as connection:
        way = look(connection, visit.way, visit.wall)
        if way is None or way.session != session or visit.way is None:
            fresh = Way(following="/", began_at=visit.wall, session=session, asked=asked)
            return Elsewhere(path=address, way=set_out(connection, fresh))
        ask_along(connection, visit.way, asked)
    return Elsewhere(path=address)


@PROVIDER.page("GET", CALLBACK, id="back-from-provider")
def back(visit: Visit) -> Outcome:
    """Take the browser back from the provider."""
    openid = _openid(visit)
    with visit.services.database.transaction(SYSTEM) as connection:
        way = take(connection, visit.way, visit.wall)
    # Set out from this browser, not long ago, and not come back before.
    if way is None or way.asked is None:
        return door(visit, "/", "over", 400)
    came = _came(visit, openid, way, way.asked)
    if isinstance(came, str):
        return door(visit, way.following, came, 403)
    try:
        found = openid.identify(came, visit.wall)
    except UnreachableError as error:
        return _away(visit, way.following, error)
    except TokenRefused as error:
        _log.warning("an identity was refused: %s", error)
        weak = error.reason == Doubt.CONTEXT
        return door(visit, way.following, "weak" if weak else "refused", 403)
    return _enter(visit, way, found) if way.session is None else _proven(visit, way, found)


def _came(visit: Visit, openid: OpenId, way: Way, asked: Asked) -> Came | str:
    """Return what the browser came back with, or what is wrong with it."""
    answers = is_answered_by(asked, visit.query.get("state", ""))
    # RFC 9207: an answer of another provider's is none of this one's.
    issuer = openid.client.issuer
    if not answers or visit.query.get("iss", issuer) != issuer:
        return "refused"
    code = visit.query.get("code")
    if code is None:
        return "declined"
    return Came(
        code=code,
        verifier=asked.verifier,
        nonce=asked.nonce,
        proven_since=None if way.session is None else way.began_at,
    )


@PROVIDER.page("GET", "/sign-in/role", id="roles-to-choose-from")
def choose_role(visit: Visit) -> Outcome:
    """Show which of several roles one may sign in as."""
    with visit.services.database.transaction(SYSTEM) as connection:
        way = look(connection, visit.way, visit.wall)
        if way is None or not way.accounts:
            return door(visit, "/", "over", 400)
        roles = [account_of(connection, it) for it in way.accounts]
    return Shown(template="roles.html", values={"roles": roles})


@PROVIDER.page("POST", "/sign-in/role", id="role-chosen")
def role_chosen(visit: Visit) -> Outcome:
    """Open a session in the role that was chosen."""
    with visit.services.database.transaction(SYSTEM) as connection:
        way = take(connection, visit.way, visit.wall)
    account = visit.form.get("account", "")
    if way is None or way.proof is None or account not in way.accounts:
        return door(visit, "/", "over", 400)
    return came_in(visit, way.following, proof=way.proof, account=account)


def _enter(visit: Visit, way: Way, found: Identified) -> Outcome:
    try:
        person = person_of(found.issuer, found.subject)
    except NoIdentity:
        return door(visit, way.following, "refused", 403)
    claim = visit.services.settings.oidc_groups
    holders, strange = holders_of(found.claims, claim, person)
    for group in strange:
        _log.warning("a group of the provider's means nothing here: %r", group)
    apart = are_apart(holders)
    try:
        with visit.services.database.transaction(SYSTEM) as connection:
            # Whoever would be two administrators is nobody, until his groups are put right.
            accounts = settle(
                connection, found, holders if apart else (), ids=new_id, now=visit.now
            )
    except WrongHolder:
        apart, accounts = False, ()
    if not apart:
        return door(visit, way.following, "administrators", 403)
    if not accounts:
        return door(visit, way.following, "no-role", 403)
    if len(accounts) == 1:
        return came_in(visit, way.following, proof=found.proof, account=accounts[0])
    choice = Way(following=way.following, began_at=visit.wall, accounts=accounts, proof=found.proof)
    with visit.services.database.transaction(SYSTEM) as connection:
        return Elsewhere(path="/sign-in/role", way=set_out(connection, choice))


def _proven(visit: Visit, way: Way, found: Identified) -> Outcome:
    who = visit.who
    if who is None or who.principal.key != way.session or who.account is None:
        return door(visit, "/", "over", 400)
    with visit.services.database.transaction(SYSTEM) as connection:
        known = account_of(connection, who.account)
        if (known.issuer, known.subject) != (found.issuer, found.subject):
            refuse("forbidden", "登录的不是同一人", "that was another person than the one here")
        prove_again(connection, who.principal.key, visit.wall)
    tell(
        "proven again", visit.remote, by=found.proof, account=who.account, session=who.principal.key
    )
    return back_with_form(way)


def _leads(visit: Visit, asked: Asked, *, again: bool) -> str:
    return _openid(visit).leads_to(
        visit.wall, state=asked.state, nonce=asked.nonce, verifier=asked.verifier, again=again
    )


def _openid(visit: Visit) -> OpenId:
    if visit.services.openid is None:
        refuse("not-found")
    return visit.services.openid


def _asked() -> Asked:
    return Asked(state=new_secret(), nonce=new_secret(), verifier=new_secret())


def _away(visit: Visit, following: str, error: UnreachableError) -> Shown:
    _log.warning("the provider of identities is away: %s", error)
    return door(visit, following, "away", 503)
