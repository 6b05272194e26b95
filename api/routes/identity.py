"""Who am I: what a key may do, which keys there are, and tokens for a key that live for minutes."""

from typing import Any

from api.access import answered, may
from api.access_keys import KnownKey, known
from api.call import Call, Reply
from api.client_credentials import issue_token
from api.holders import Holder
from api.instants import instant
from api.operation import FORM, Answer, Eyes, Link, Resource
from api.presenting import kept
from api.rates import RATE_HEADERS, require_room
from api.roles import Role
from api.security_log import tell, tell_failure

IDENTITY = Resource("identity", "Who a key belongs to, and what it may do.")
_FORM_BYTES = 10_000


@IDENTITY.operation(
    "GET",
    "/v1/me",
    id="whoAmI",
    summary="Who am I, in which role, for which agency or supplier",
    answers={200: Answer(description="the holder of the key", schema="Identity")},
)
def who_am_i(call: Call) -> Reply:
    """Return the holder of the key and the operations open to it."""
    principal = call.principal
    ends, scope = principal.expires_at, principal.narrowed
    routed = answered(sandbox=call.services.settings.sandbox)
    return Reply(
        document={
            "person": principal.person,
            "role": principal.role.value,
            **kept(agency=principal.agency, supplier=principal.supplier),
            "key": principal.key,
            **kept(
                scope=None if scope is None else scope.value,
                expires_at=None if ends is None else instant(ends),
            ),
            "operations": sorted(name for name in routed if may(name, principal.role, scope)),
        }
    )


@IDENTITY.operation(
    "GET",
    "/v1/keys",
    id="listKeys",
    summary="The keys of whoever asks, or all for a security administrator, the newest first",
    description=(
        "With what each is narrowed to, when it ends, and when it was last used, to the hour. A "
        "holder may have two live keys, so that one takes over from the other. The secrets are kept"
        " nowhere."
    ),
    answers={200: Answer(description="the keys", schema="KeyList")},
    links={
        "withdrawal": Link(
            operation="withdrawKey",
            description="withdraw the first one",
            parameters={"key": "$response.body#/items/0/id"},
        )
    },
)
def list_keys(call: Call) -> Reply:
    """Return the keys of the holder, or every key."""
    principal = call.principal
    holder = Holder(
        person=principal.person,
        role=principal.role,
        agency=principal.agency,
        supplier=principal.supplier,
    )
    everybody = principal.role is Role.SECURITY_ADMINISTRATOR
    found = known(call.connection, None if everybody else holder)
    return Reply(document={"items": [_shown(it) for it in found]})


@IDENTITY.operation(
    "POST",
    "/oauth/token",
    id="issueToken",
    summary="A token for a key that lives for minutes (RFC 6749 §4.4)",
    description=(
        "`grant_type=client_credentials`, and `scope` to narrow it further (`read`, `validate`). "
        "The client is the key: its part between the underscores is the identifier, what follows is"
        " the secret, sent as HTTP Basic or as `client_id` and `client_secret`. Errors are those of"
        " RFC 6749 §5.2. A token is presented as a key is, and ends with its key."
    ),
    eyes=Eyes.OFFICE,
    document=True,
    media=(FORM,),
    body_limit=_FORM_BYTES,
    answers={
        200: Answer(description="a token", schema="AccessToken", headers=RATE_HEADERS),
        400: Answer(description="what is wrong with the request", schema="OAuthError"),
        401: Answer(
            description="who asks could not be told",
            schema="OAuthError",
            headers=("WWW-Authenticate",),
        ),
    },
    problems=frozenset({"too-many-requests"}),
)
def issue(call: Call) -> Reply:
    """Issue a token."""
    at = call.services.key_time
    made = issue_token(call.connection, call.body, call.headers.get("Authorization"), at)
    headers = dict(made.headers)
    if made.key is None:
        tell_failure("no token issued", call.remote, error=made.body["error"])
    else:
        tell("token issued", call.remote, key=made.key)
        rates = call.services.rates
        standing = rates.take(made.key)
        require_room(standing, rates.wait)
        headers |= {} if standing is None else dict(standing.headers())
    return Reply(status=made.status, document=dict(made.body), headers=headers)


def _shown(it: KnownKey) -> dict[str, Any]:
    return {
        "id": it.id,
        "role": it.role,
        "person": it.person,
        "label": it.label,
        "created_at": instant(it.created_at),
        "expires_at": instant(it.expires_at),
        **kept(
            agency=it.agency,
            supplier=it.supplier,
            scope=it.scope,
            revoked_at=None if it.revoked_at is None else instant(it.revoked_at),
            last_used_at=None if it.last_used_at is None else instant(it.last_used_at),
        ),
    }
