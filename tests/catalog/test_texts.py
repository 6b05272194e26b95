"""What the texts of real order lines lead to: GC-HCD260444, June 2026, and their like."""

import pytest

from catalog.catalogue import Catalogue
from tests.catalog.builders import CPU, OS, TODAY, order, system
from validators.classes import ItemClass
from validators.matching import Match, Stated, Validity, match, validity


def ids(listings: tuple[object, ...]) -> set[str]:
    return {it.id for it in listings}  # type: ignore[attr-defined]  # listings all have one


def systems(
    catalogue: Catalogue, name: str, version: str | None = None, kernel: str | None = None
) -> Match:
    named = order(system(name, version, kernel))
    register = catalogue.registers_for(named)["anke/operating-system"]
    return match(Stated(name, version, kernel), OS, register.candidates[name])


def processors(catalogue: Catalogue, name: str) -> Match:
    register = catalogue.registers_for(order(name))["anke/processor"]
    return match(Stated(name), CPU, register.candidates[name])


KYLIN = {
    "os-kylin-desktop-v11",
    "os-kylin-desktop-v10sp1-k510",
    "os-kylin-server-v11",
    "os-kylin-family-2023",
}
UOS = {"os-uos-desktop-v25", "os-uos-family-2023"}
FANGDE = {"os-fangde-desktop-pro-5", "os-fangde-desktop-5", "os-fangde-family-2023"}


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("麒麟", KYLIN),
        ("银河麒麟", KYLIN),
        ("kylin", KYLIN),
        ("麒麟操作系统", KYLIN),
        ("统信UOS", UOS),
        ("ＵＯＳ", UOS),
        ("统信 uos 桌面版", UOS),
        ("中科方德", FANGDE),
        ("方德", FANGDE),
        ("鸿蒙", {"os-harmonyos-1"}),
        ("HarmonyOS 1.0", {"os-harmonyos-1"}),
        ("高级服务器操作", {"os-kylin-server-v11"}),  # cut off at both ends
        ("Windows 11", set()),
        ("DOS", set()),
    ],
)
def test_a_brand_leads_to_its_listings_and_to_no_other(
    catalogue: Catalogue, text: str, near: set[str]
) -> None:
    found = systems(catalogue, text)
    assert found.exact == ()
    assert ids(found.near) == near


@pytest.mark.parametrize(
    "text",
    [
        "其他符合安全可靠测评要求",
        "其他符合安全可靠测评要求的操作系",
        "其他符合安",
        "其它",
        "操作系统",
        "国产操作系统",
    ],
)
def test_an_open_phrase_may_mean_every_listing(catalogue: Catalogue, text: str) -> None:
    found = systems(catalogue, text)
    every = {it.listing.id for it in catalogue.listings(scheme="anke", kind=OS)}
    assert found.exact == ()
    assert ids(found.near) == every
    assert len(every) == 11


def test_systems_for_the_computer_of_the_line_come_first(catalogue: Catalogue) -> None:
    name = "麒麟"
    for item_class, first in (
        (ItemClass.DESKTOP, "os-kylin-desktop-v11"),
        (ItemClass.SERVER, "os-kylin-server-v11"),
    ):
        named = order(system(name), item_class=item_class)
        register = catalogue.registers_for(named)["anke/operating-system"]
        assert register.candidates[name][0].id == first


@pytest.mark.parametrize(
    ("text", "near", "akin"),
    [
        ("龙芯3A6000 4核 2.5GHz", {"cpu-ls-3a6000-c"}, "cpu-ls-3a5000"),
        ("飞腾腾锐D3000 8核 2.5GHz", set(), "cpu-ft-d2000"),
        ("兆芯KX-7000 8核 3.6GHz", set(), "cpu-zx-kx6640ma"),
        ("海光C86-3G 8核 3.0GHz", {"cpu-hygon-c86-3g"}, "cpu-hygon-c86-4g"),
        ("申威SW-WY831 8核 2.5GHz", {"cpu-sw-wy831-gc"}, "cpu-sw-h8000"),
    ],
)
def test_the_processors_of_five_packages_are_not_found_and_the_near_misses_are_named(
    catalogue: Catalogue, text: str, near: set[str], akin: str
) -> None:
    found = processors(catalogue, text)
    assert found.exact == ()
    assert ids(found.near) == near
    assert akin in ids(found.akin)


def test_the_processor_of_the_fourth_package_is_found_and_its_validity_is_in_doubt(
    catalogue: Catalogue,
) -> None:
    found = processors(catalogue, "麒麟9000X 8核 2.4GHz")
    assert [(it.id, validity(it, TODAY)) for it in found.exact] == [
        ("cpu-kirin-9000x", Validity.UNCERTAIN)
    ]


def test_a_brand_of_processors_may_mean_all_of_them(catalogue: Catalogue) -> None:
    found = processors(catalogue, "龙芯")
    assert len(found.near) == 7
    assert found.akin == ()


@pytest.mark.parametrize(
    "text",
    [
        "龙芯3B6000",
        "龙芯 3B6000",
        "龙芯３Ｂ６０００",
        "Loongson 3B6000",
        "龙芯3B6000 8核",
        "龙芯3B6000 8核 16线程 2.5GHz",
        "龙芯3B6000, 8 cores, 2.5 GHz",
        "龙芯3B6000 主频2.5GHz",
    ],
)
def test_cores_and_clock_after_a_name_do_not_hide_it(catalogue: Catalogue, text: str) -> None:
    assert ids(processors(catalogue, text).exact) == {"cpu-ls-3b6000"}


@pytest.mark.parametrize(
    "text",
    [
        "龙芯3B60008核",  # whose digit is the 8?
        "龙芯3B6000-8核",
        "龙芯3B6000 8C",
        "龙芯3B6000 高配",
        "8核 2.5GHz",
        "龙芯3B6000M2",
        "龙芯3B600",
    ],
)
def test_no_other_text_is_taken_for_an_exact_name(catalogue: Catalogue, text: str) -> None:
    assert processors(catalogue, text).exact == ()


@pytest.mark.parametrize(
    ("version", "kernel", "exact"),
    [
        ("V11", "Linux 6.6", {"os-kylin-desktop-v11"}),
        ("v11", "linux6.6", {"os-kylin-desktop-v11"}),
        ("V10 SP1", "Linux 5.10", {"os-kylin-desktop-v10sp1-k510"}),
        ("V10 SP1", "Linux 4.19", set()),
        ("V10", "Linux 5.10", set()),
        ("V11", None, set()),
        (None, None, set()),
    ],
)
def test_a_system_is_exact_by_name_version_and_kernel_together(
    catalogue: Catalogue, version: str | None, kernel: str | None, exact: set[str]
) -> None:
    found = systems(catalogue, "银河麒麟桌面操作系统", version, kernel)
    assert ids(found.exact) == exact
    assert ids((*found.exact, *found.near)) == {
        "os-kylin-desktop-v11",
        "os-kylin-desktop-v10sp1-k510",
    }


def test_a_register_is_there_for_each_scheme_and_each_kind_the_order_names(
    catalogue: Catalogue,
) -> None:
    assert dict(catalogue.registers_for(order())) == {}
    assert set(catalogue.registers_for(order("x"))) == {
        "anke/processor",
        "cnitsec-product/processor",
    }
    both = catalogue.registers_for(order("龙芯3B6000", system("麒麟")))
    assert set(both) >= {"anke/processor", "anke/operating-system"}
    assert list(both["anke/processor"].candidates) == ["龙芯3B6000"]
    assert list(both["anke/operating-system"].candidates) == ["麒麟"]
