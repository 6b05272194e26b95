"""Who am I: what a key may do, before it is used for anything."""

from api.access import ACCESS
from api.call import Call, Reply
from api.operation import Answer, Resource
from api.presenting import kept

IDENTITY = Resource("identity", "Who a key belongs to.")


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
    return Reply(
        document={
            "person": principal.person,
            "role": principal.role.value,
            **kept(agency=principal.agency, supplier=principal.supplier),
            "key": principal.key,
            "operations": sorted(
                name
                for name, access in ACCESS.items()
                if access.roles is None or principal.role in access.roles
            ),
        }
    )
