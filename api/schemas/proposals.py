"""What publishing a proposal says."""

from api.schemas.body import Body
from api.schemas.fields import Text
from api.schemas.gathered import Listed


class PublicationIn(Body):
    """Other proposals to publish in the same act, where documents need one another."""

    together_with = Listed(Text(80), 50)


PUBLICATION = PublicationIn()
