"""What acts on accounts say."""

from api import limits
from api.accounts import NAME_PATTERN
from api.passwords import LONGEST, SHORTEST
from api.roles import Role
from api.schemas.body import Body
from api.schemas.fields import Choice, Patterned, Text, Uscc
from api.schemas.strict import fail


class NameText(Patterned):
    """What somebody signs in by."""

    pattern, code, longest, example = rf"^{NAME_PATTERN}\Z", "not-a-sign-in-name", 64, "officer-17"


class PasswordText(Text):
    """A new password: long, and of whatever signs."""

    def __init__(self, *, required: bool = False) -> None:
        super().__init__(LONGEST, required=required)
        self.form = {**self.form, "minLength": SHORTEST, "format": "password"}

    def read(self, value: object) -> str:
        """Return the password."""
        text = super().read(value)
        if len(text) < SHORTEST or len(set(text)) == 1:
            fail("weak-password", least=SHORTEST)
        return text


class AccountIn(Body):
    """Somebody who is to sign in by a name and a password."""

    name = NameText(required=True)
    role = Choice(Role, required=True)
    person = Text(
        limits.TEXT,
        description="his identifier, which duties are kept apart by; `local:NAME` if left out",
    )
    agency = Uscc(description="for officers and approvers")
    supplier = Uscc(description="for suppliers")
    label = Text(limits.TEXT, description="what helps to know the account by")
    password = PasswordText(required=True)


class PasswordIn(Body):
    """Another password."""

    password = PasswordText(required=True)


ACCOUNT, PASSWORD = AccountIn(), PasswordIn()
