import pytest

from catalog.seeds import load_seeds
from integrations.machine.door import of_one_machine
from integrations.machine.order_words import order_words
from tests.integrations.machine.reading import bom, component, read
from tests.integrations.machine.test_machine_text import SERVER, V10, V11
from validators.listing import Listing, ListingKind
from validators.matching import Match, Stated, match
from validators.order import OperatingSystem

SP1 = V10.replace("Kylin V10", "Kylin V10 SP1")
BARE = 'NAME="Kylin"\nID=kylin\nID_LIKE=debian\nVERSION_ID="v10"\n'


@pytest.fixture(scope="module")
def listings() -> list[Listing]:
    return [it.listing for it in load_seeds().listings()]


def words(*texts: str) -> OperatingSystem:
    found = order_words(read(of_one_machine(*(it.encode() for it in texts))))
    assert found is not None
    return found


def matched(system: OperatingSystem, listings: list[Listing]) -> Match:
    assert system.name is not None
    stated = Stated(system.name, system.version, system.kernel)
    return match(stated, ListingKind.OPERATING_SYSTEM, listings)


@pytest.mark.parametrize(
    ("text", "kernel", "listing"),
    [
        (SP1, "Linux 5.10.0-8-generic x86_64", "os-kylin-desktop-v10sp1-k510"),
        (V11, "Linux 6.6.0-63-generic x86_64", "os-kylin-desktop-v11"),
        (
            SERVER.replace("V10 (Sword)", "V11 (Swan25)").replace("V10", "V11"),
            "Linux 6.6.0-32.7.v2505.ky11.x86_64 x86_64",
            "os-kylin-server-v11",
        ),
        (
            'NAME="统信桌面操作系统"\nID=uos\nVERSION="25"\n',
            "Linux 6.6.40-amd64-desktop",
            "os-uos-desktop-v25",
        ),
        (
            'NAME="方德桌面操作系统Pro版"\nVERSION="V5.0"\n',
            "Linux 6.6.1",
            "os-fangde-desktop-pro-5",
        ),
    ],
)
def test_what_a_machine_prints_is_the_listed_product(
    text: str, kernel: str, listing: str, listings: list[Listing]
) -> None:
    assert [it.id for it in matched(words(text, kernel), listings).exact] == [listing]


@pytest.mark.parametrize(
    ("text", "kernel"),
    [
        (SP1, ""),
        (SP1, "Linux 5.4.18-53-generic x86_64"),
        (V10, "Linux 5.10.0-8-generic x86_64"),
        (V11, "Linux 5.10.0-8-generic x86_64"),
        (BARE, "Linux 5.10.0-8-generic x86_64"),
        (SERVER, "Linux 6.6.0 x86_64"),
        (V11.replace("V11", "V11 SP1"), "Linux 6.6.0-63-generic x86_64"),
    ],
    ids=[
        "no-kernel",
        "another-kernel",
        "v10-without-sp1",
        "v11-on-5.10",
        "brand-only",
        "server-by-codename",
        "v11-with-sp1",
    ],
)
def test_what_is_not_the_listed_product_matches_none(
    text: str, kernel: str, listings: list[Listing]
) -> None:
    assert matched(words(text, kernel), listings).exact == ()


def test_the_sample_of_v10_sp1_lacks_only_the_kernel(
    samples_kylin: str, listings: list[Listing]
) -> None:
    said = words(samples_kylin)
    assert said == OperatingSystem(name="银河麒麟桌面操作系统", version="V10 SP1")
    assert matched(said, listings).exact == ()
    whole = words(samples_kylin, "Linux 5.10.0-8-generic x86_64")
    assert [it.id for it in matched(whole, listings).exact] == ["os-kylin-desktop-v10sp1-k510"]


def test_a_version_id_is_no_version() -> None:
    assert words(BARE) == OperatingSystem(name="Kylin")


def test_a_document_of_two_systems_gives_no_words() -> None:
    two = bom(components=[component("A", "1"), component("B", "1")])
    assert order_words(read(two)) is None
    assert order_words(read(bom())) is None


def test_a_name_that_its_own_identifier_denies_gives_no_name_and_no_version() -> None:
    denied = component(
        "银河麒麟桌面操作系统", "V11", cpe="cpe:2.3:o:microsoft:windows_11:*:*:*:*:*:*:*:*"
    )
    assert order_words(read(bom(components=[denied]))) == OperatingSystem()


def test_other_systems_are_told_as_they_state_themselves() -> None:
    windows = component("Microsoft Windows 11 Pro", "10.0.22631")
    assert order_words(read(bom(components=[windows]))) == OperatingSystem(
        name="Windows 11", version="10.0.22631", edition="professional"
    )
    harmony = component("HarmonyOS", "1.0", properties=[{"name": "kernel", "value": "HM 1.11"}])
    assert order_words(read(bom(components=[harmony]))) == OperatingSystem(
        name="HarmonyOS", version="V1.0", kernel="HM 1.11"
    )
    debian = 'NAME="Debian GNU/Linux"\nVERSION="12 (bookworm)"\n'
    assert words(debian) == OperatingSystem(name="Debian GNU/Linux", version="12 (bookworm)")


def test_editions_that_disagree_are_left_open() -> None:
    doubted = component("Windows 11 Pro", properties=[{"name": "edition", "value": "Home"}])
    found = order_words(read(bom(components=[doubted])))
    assert found is not None
    assert found.edition is None
