import pytest

from integrations.machine.door import of_one_machine
from integrations.machine.machine_text import MOST_LINES
from integrations.machine.quoting import Unquoted, unquoted
from integrations.machine.stated import Fact
from tests.integrations.machine.reading import codes, fact, facts, only, read, refusal

V11 = """NAME="Kylin"
FULL_NAME="kylin"
VERSION="银河麒麟桌面操作系统V11"
VERSION_US="Kylin Linux Desktop V11"
ID=kylin
PRETTY_NAME="Kylin V11"
VERSION_ID="v11"
HOME_URL="http://www.kylinos.cn/"
VERSION_CODENAME=kylin
PRODUCT_FEATURES=3
KYLIN_RELEASE_ID="2603"
"""
V10 = """NAME="Kylin"
VERSION="银河麒麟桌面操作系统V10"
ID=kylin
ID_LIKE=debian
PRETTY_NAME="Kylin V10"
VERSION_ID="v10"
"""
SERVER = """NAME="Kylin Linux Advanced Server"
VERSION="V10 (Sword)"
ID="kylin"
VERSION_ID="V10"
PRETTY_NAME="Kylin Linux Advanced Server V10 (Sword)"
"""
UOS_HOME = """PRETTY_NAME="UnionTech OS Desktop 20 Home"
NAME="uos"
VERSION_ID="20 Home"
VERSION="20 Home"
ID=uos
"""


def version_of(text: str) -> str | None:
    return fact(text, Fact.PRODUCT_VERSION)


def test_v11_needs_no_id_like() -> None:
    assert facts(only(V11)) == {
        "family": "kylin",
        "product-line": "desktop",
        "product-name": "银河麒麟桌面操作系统",
        "product-version": "V11",
    }
    assert codes(read(V11)) == set()


def test_id_like_names_no_product() -> None:
    assert facts(only(V11 + "ID_LIKE=openKylin\n")) == facts(only(V11))


def test_v10_is_not_v10_sp1() -> None:
    assert version_of(V10) == "V10"
    assert fact(V10, Fact.SERVICE_PACK) is None


@pytest.mark.parametrize(
    "line",
    ['PRETTY_NAME="Kylin V10 SP1"', "PROJECT_CODENAME=v10sp1", 'VERSION_US="Desktop V10 (SP1)"'],
)
def test_a_service_pack_needs_a_word_that_says_so(line: str) -> None:
    without = V10.replace('PRETTY_NAME="Kylin V10"\n', "")
    assert version_of(f"{without}{line}\n") == "V10 SP1"


def test_version_id_alone_does_not_tell_v10_from_v10_sp1() -> None:
    reading = read('NAME="Kylin"\nID=kylin\nID_LIKE=debian\nVERSION_ID="v10"\n')
    assert reading.system is not None
    assert reading.system.get(Fact.PRODUCT_VERSION) is None
    assert codes(reading) == {"service-pack-not-stated"}


def test_service_packs_that_differ_are_told_and_none_is_taken() -> None:
    reading = read(V10.replace("Kylin V10", "Kylin V10 SP2") + "PROJECT_CODENAME=v10sp1\n")
    assert reading.system is not None
    assert reading.system.get(Fact.PRODUCT_VERSION) is None
    assert codes(reading) == {"service-pack-unclear"}


def test_versions_that_differ_are_told_and_none_is_taken() -> None:
    reading = read(V10.replace("Kylin V10", "Kylin V11"))
    assert reading.system is not None
    assert reading.system.get(Fact.PRODUCT_VERSION) is None
    assert codes(reading) == {"version-unclear"}


def test_a_server_whose_service_pack_is_a_codename_gets_no_version() -> None:
    reading = read(SERVER)
    assert reading.system is not None
    assert facts(reading.system) == {
        "family": "kylin",
        "product-line": "server",
        "product-name": "银河麒麟高级服务器操作系统",
    }
    assert codes(reading) == {"service-pack-by-codename"}
    assert version_of(SERVER.replace("V10 (Sword)", "V11 (Swan25)").replace("V10", "V11")) == "V11"


@pytest.mark.parametrize("id_like", ["rhel fedora centos", "openEuler"])
def test_desktop_and_server_kylin_are_two_products_under_one_id(id_like: str) -> None:
    bare = 'NAME="Kylin"\nID="Kylin"\nPRETTY_NAME="Kylin V10"\nID_LIKE="{}"\n'
    server, desktop = only(bare.format(id_like)), only(bare.format("ubuntu debian"))
    assert server.get(Fact.FAMILY) == desktop.get(Fact.FAMILY) == "kylin"
    assert server.get(Fact.PRODUCT_LINE) == "server"
    assert desktop.get(Fact.PRODUCT_LINE) == "desktop"
    # The package format tells the line; it does not make a name that nobody stated.
    assert desktop.get(Fact.PRODUCT_NAME) is None


def test_a_desktop_of_rpm_packages_is_doubted() -> None:
    reading = read(V10.replace("ID_LIKE=debian", "ID_LIKE=rhel"))
    assert reading.system is not None
    assert reading.system.get(Fact.PRODUCT_LINE) is None
    assert codes(reading) == {"line-unclear"}


@pytest.mark.parametrize(
    "name", ["openKylin", "Ubuntu Kylin", "NeoKylin", "中标麒麟", "优麒麟", "KylinSec OS 麒麟信安"]
)
def test_other_makers_kylins_are_not_this_one(name: str) -> None:
    assert fact(f'NAME="{name}"\nPRETTY_NAME="{name} 24.04"\n', Fact.FAMILY) is None


def test_two_families_in_one_statement_are_doubted() -> None:
    reading = read(f"{V11}\n[Version]\nSystemName=UnionTech OS Desktop\nMajorVersion=20\n")
    assert reading.system is not None
    assert reading.system.get(Fact.FAMILY) is None
    assert {"families-disagree", "name-unclear"} <= codes(reading)


@pytest.mark.parametrize(
    "version", ["V10（SP1）", "V10 (SP1)", "Ｖ10 ＳＰ1", "V10 SP 1", "V10-SP1"]
)
def test_width_and_brackets_make_no_difference_and_stay_as_written(version: str) -> None:
    system = only(f'NAME="Kylin"\nID=kylin\nVERSION="银河麒麟桌面操作系统{version}"\n')
    assert system.get(Fact.PRODUCT_VERSION) == "V10 SP1"
    assert system.get(Fact.PRODUCT_NAME) == "银河麒麟桌面操作系统"
    assert system.stated.version is not None
    assert system.stated.version.text == f"银河麒麟桌面操作系统{version}"


def test_a_capital_id_is_kept() -> None:
    system = only('NAME="Deepin"\nVERSION_ID="23"\nID=Deepin\n')
    assert [(it.key, it.text) for it in system.stated.further] == [("ID", "Deepin")]
    assert system.stated.version is not None
    assert (system.stated.version.key, system.stated.version.place) == ("VERSION_ID", "line 2")


@pytest.mark.parametrize(
    ("text", "edition", "version"),
    [
        (UOS_HOME, "home", "V20"),
        (UOS_HOME.replace("Home", "Pro"), "professional", "V20"),
        (UOS_HOME.replace("20 Home", "20 E"), None, "V20"),
        (UOS_HOME.replace("Home", "Personal"), "home", "V20"),
        (UOS_HOME.replace("Home", "个人版"), "home", "V20"),
        ('NAME="统信桌面操作系统V25专业版"\nID=uos\n', "professional", "V25"),
    ],
)
def test_uos_states_its_edition_in_words(
    text: str, edition: str | None, version: str | None
) -> None:
    assert fact(text, Fact.EDITION_CLASS) == edition
    assert version_of(text) == version


def test_editions_that_differ_are_told_and_none_is_taken() -> None:
    reading = read(f"{UOS_HOME}[Version]\nEditionName=Professional\n")
    assert reading.system is not None
    assert reading.system.get(Fact.EDITION_CLASS) is None
    assert codes(reading) == {"edition-unclear"}


@pytest.mark.parametrize("word", ["试用版", "Trial", "Evaluation"])
def test_a_trial_is_told_where_it_is_said(word: str) -> None:
    assert fact(UOS_HOME.replace("20 Home", f"20 {word}"), Fact.TRIAL) == "true"
    assert fact(UOS_HOME, Fact.TRIAL) is None


def test_fangde_pro_is_a_name_and_no_edition() -> None:
    assert facts(only('NAME="方德桌面操作系统Pro版"\nVERSION="v5.0"\n')) == {
        "family": "fangde",
        "product-line": "desktop",
        "product-name": "方德桌面操作系统Pro版",
        "product-version": "V5.0",
    }


@pytest.mark.parametrize(
    ("line", "kernel", "series", "architecture"),
    [
        ("Linux 5.10.0-8-generic", "5.10.0-8-generic", "Linux 5.10", None),
        ("Linux 6.6.0-63-generic x86_64", "6.6.0-63-generic", "Linux 6.6", "x86_64"),
        (
            "Linux pc 4.19.90-52.ky10.aarch64 #1 SMP Sun Jun 28 aarch64 aarch64 GNU/Linux",
            "4.19.90-52.ky10.aarch64",
            "Linux 4.19",
            "aarch64",
        ),
        ("Linux version 5.10.0-8-generic (a@b) (gcc 9)", "5.10.0-8-generic", "Linux 5.10", None),
    ],
)
def test_the_kernel_is_what_uname_printed(
    line: str, kernel: str, series: str, architecture: str | None
) -> None:
    system = only(of_one_machine(V11.encode(), line.encode()))
    assert system.stated.kernel is not None
    assert system.stated.kernel.text == kernel
    assert system.get(Fact.KERNEL_SERIES) == series
    found = system.stated.architecture
    assert (None if found is None else found.text) == architecture


def test_two_systems_in_one_text_are_both_told_and_neither_has_the_kernel() -> None:
    reading = read(V10 + V11 + "Linux 6.6.0 x86_64\n")
    assert reading.system is None
    assert len(reading.systems) == 3
    assert [it.stated.kernel is not None for it in reading.systems] == [False, False, True]
    assert "several-systems" in codes(reading)


def test_the_same_text_twice_is_one_system() -> None:
    assert facts(only(V11 + V11)) == facts(only(V11))


def test_a_key_stated_twice_is_told_and_the_later_holds() -> None:
    reading = read("NAME=a\nVARIANT=one\nVARIANT=two\n")
    assert codes(reading) == {"key-stated-twice"}
    assert reading.system is not None
    assert reading.system.stated.edition is not None
    assert reading.system.stated.edition.text == "two"


def test_what_is_no_statement_is_left_out_and_told() -> None:
    reading = read(
        "# a comment\n; another\n\nNAME='Kylin' trailing\nwhat is this\nID=kylin\nLinux\n"
    )
    assert [it.place for it in reading.remarks if it.code == "line-not-read"] == [
        "line 4",
        "line 5",
        "line 7",
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('"Debian GNU/Linux"', Unquoted("Debian GNU/Linux")),
        ("'single'", Unquoted("single")),
        ("bare", Unquoted("bare")),
        ("two words", Unquoted("two words")),
        (r"bare\ word", Unquoted("bare word")),
        ("bare\\", Unquoted("bare")),
        (r'"a \"b\" \\ \$c \`d\` \n"', Unquoted(r'a "b" \ $c `d` \n')),
        (r"'a \" b'", Unquoted(r"a \" b")),
        ('"open', Unquoted("open", closed=False)),
        ("'open", Unquoted("open", closed=False)),
        ('"open\\', Unquoted("open\\", closed=False)),
        ('"a" # comment', Unquoted("a")),
        ('"a"b', Unquoted("a", clean=False)),
        ("", Unquoted("")),
    ],
)
def test_values_are_unquoted_as_a_shell_does(value: str, expected: Unquoted) -> None:
    assert unquoted(value) == expected


def test_a_quote_that_is_not_closed_is_told() -> None:
    reading = read('NAME="Kylin\nID=kylin\n')
    assert codes(reading) == {"quote-not-closed"}


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter() -> None:
    marked = b"\xef\xbb\xbf" + V11.replace("\n", "\r\n").encode()
    assert facts(only(marked)) == facts(only(V11))


def test_lines_without_end_are_refused() -> None:
    assert refusal("NAME=a\n" + "\n" * MOST_LINES)[0] == "too-many-lines"
