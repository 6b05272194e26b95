"""Which addresses may be named: public names over https, and none that hides a number."""

import pytest

from integrations.webhooks.addresses import WORDS, Unfit, UnfitAddress, check_address


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example.com",
        "https://shop.example.com/",
        "https://shop.example.com:443/a/b?c=d",
        "https://SHOP.example.com/events",
        "https://xn--fiqs8s.xn--fiqz9s/events",
        "https://shop.example.com./events",
        "https://1.example.com/",
    ],
)
def test_a_public_name_is_fit(url: str) -> None:
    check_address(url, loopback=False)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", Unfit.NOT_A_URL),
        ("https://", Unfit.NOT_A_URL),
        ("events", Unfit.NOT_A_URL),
        ("https://shop.example.com:port/", Unfit.NOT_A_URL),
        ("https://shop.example.com:99999/", Unfit.NOT_A_URL),
        ("https://[::1/", Unfit.NOT_A_URL),
        ("https://shop example.com/", Unfit.NOT_A_URL),
        ("https://shop.example.com/\t", Unfit.NOT_A_URL),
        ("https://示例.中国/", Unfit.NOT_A_URL),
        ("http://shop.example.com/", Unfit.NOT_HTTPS),
        ("ftp://shop.example.com/", Unfit.NOT_HTTPS),
        ("file:///etc/passwd", Unfit.NOT_A_URL),
        ("https://user:word@shop.example.com/", Unfit.CREDENTIALS),
        ("https://@shop.example.com/", Unfit.CREDENTIALS),
        ("https://shop.example.com/#part", Unfit.FRAGMENT),
        ("https://shop.example.com/#", Unfit.FRAGMENT),
        ("https://shop.example.com:8443/", Unfit.PORT),
        ("https://shop.example.com:80/", Unfit.PORT),
        ("https://127.0.0.1/", Unfit.NUMBER),
        ("https://8.8.8.8/", Unfit.NUMBER),
        ("https://2130706433/", Unfit.NUMBER),
        ("https://0x7f000001/", Unfit.NUMBER),
        ("https://0177.0.0.1/", Unfit.NUMBER),
        ("https://127.1/", Unfit.NUMBER),
        ("https://0x7f.1/", Unfit.NUMBER),
        ("https://127.0.0.1./", Unfit.NUMBER),
        ("https://[::1]/", Unfit.NUMBER),
        ("https://[::ffff:127.0.0.1]/", Unfit.NUMBER),
        ("https://[2606:4700::1]/", Unfit.NUMBER),
        ("https://example.0x/", Unfit.NUMBER),
        ("https://localhost/", Unfit.NAME),
        ("https://api.localhost/", Unfit.NAME),
        ("https://printer.local/", Unfit.NAME),
        ("https://db.internal/", Unfit.NAME),
        ("https://intranet/", Unfit.NAME),
        ("https://-a.example.com/", Unfit.NAME),
        ("https://a_b.example.com/", Unfit.NAME),
        ("https://a..example.com/", Unfit.NAME),
    ],
)
def test_anything_else_is_refused_and_says_why(url: str, why: Unfit) -> None:
    with pytest.raises(UnfitAddress) as caught:
        check_address(url, loopback=False)
    assert caught.value.why is why


def test_every_reason_has_its_words() -> None:
    assert set(WORDS) == set(Unfit)


def test_this_machine_may_be_named_where_that_was_allowed_and_nothing_else_more() -> None:
    for url in ("http://127.0.0.1:8077/x", "https://localhost:1/x", "http://[::1]:9/"):
        check_address(url, loopback=True)
        with pytest.raises(UnfitAddress):
            check_address(url, loopback=False)
    for url in ("http://10.0.0.1/", "http://shop.example.com/", "https://127.0.0.2/"):
        with pytest.raises(UnfitAddress):
            check_address(url, loopback=True)
