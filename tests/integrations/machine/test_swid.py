from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import methods
from signxml.algorithms import CanonicalizationMethod
from signxml.signer import XMLSigner

from integrations.machine.order_words import order_words
from integrations.machine.stated import Signature, SignatureDoubt, SignatureState
from integrations.machine.trust import Trust
from tests.integrations.machine.reading import codes, facts, read, refusal

NAMESPACE = "http://standards.iso.org/iso/19770/-2/2015/schema.xsd"
FROM, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
DURING = datetime(2026, 6, 1, tzinfo=UTC)
KEY = ec.generate_private_key(ec.SECP256R1())
AUTHORITY_KEY = ec.generate_private_key(ec.SECP256R1())


def tag(inner: str = "", **attributes: str) -> str:
    stated = {"name": "银河麒麟桌面操作系统", "tagId": "t.os", "version": "V11", **attributes}
    written = " ".join(f'{name}="{value}"' for name, value in stated.items())
    entity = '<Entity name="麒麟软件" regid="k.test" role="tagCreator softwareCreator"/>'
    return f'<SoftwareIdentity xmlns="{NAMESPACE}" {written}>{entity}{inner}</SoftwareIdentity>'


def usage(**kinds: bool) -> x509.KeyUsage:
    none = dict.fromkeys(
        (
            "digital_signature",
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return x509.KeyUsage(**{**none, **kinds})


def certificate(
    subject: str,
    issuer: str,
    *,
    authority: bool,
    signer: ec.EllipticCurvePrivateKey,
    usages: x509.KeyUsage | None = None,
) -> x509.Certificate:
    key = AUTHORITY_KEY if authority else KEY
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(FROM)
        .not_valid_after(UNTIL)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if usages is not None:
        builder = builder.add_extension(usages, critical=True)
    return builder.sign(signer, hashes.SHA256())


ROOT = certificate("root", "root", authority=True, signer=AUTHORITY_KEY)
SIGNER = certificate("signer", "root", authority=False, signer=AUTHORITY_KEY)
SELF_MADE = certificate("signer", "signer", authority=False, signer=KEY)


def pem(*certificates: x509.Certificate) -> str:
    return "".join(it.public_bytes(serialization.Encoding.PEM).decode() for it in certificates)


def trusting(*certificates: x509.Certificate, at: datetime = DURING) -> Trust:
    return Trust(anchors=pem(*certificates), at=at)


def signed(
    text: str,
    signer: x509.Certificate = SIGNER,
    method: CanonicalizationMethod = CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
) -> str:
    signing = XMLSigner(
        method=methods.enveloped, signature_algorithm="ecdsa-sha256", c14n_algorithm=method
    )
    root = signing.sign(etree.fromstring(text), key=KEY, cert=[signer])
    return etree.tostring(root, encoding="unicode")


def state(text: bytes | str, trust: Trust | None = None) -> tuple[SignatureState, str | None]:
    found = read(text, trust).signature
    assert found is not None
    return found.state, found.reason


def test_a_tag_states_one_product() -> None:
    inner = '<Meta product="Kylin" colloquialVersion="11" edition="专业版" arch="x86_64"/>'
    reading = read(tag(inner))
    assert reading.system is not None
    stated = reading.system.stated
    assert stated.vendor is not None
    assert stated.edition is not None
    assert stated.architecture is not None
    assert [(it.text, it.place) for it in (stated.vendor, stated.edition, stated.architecture)] == [
        ("麒麟软件", "/SoftwareIdentity/Entity[1]/@name"),
        ("专业版", "/SoftwareIdentity/Meta[1]/@edition"),
        ("x86_64", "/SoftwareIdentity/Meta[1]/@arch"),
    ]
    assert [it.text for it in stated.swid_tag] == ["t.os"]
    assert facts(reading.system)["product-version"] == "V11"
    assert codes(reading) == {"kind-not-stated"}


@pytest.mark.parametrize(
    ("attributes", "inner", "code"),
    [
        ({"patch": "true"}, "", "tag-of-a-patch"),
        ({"supplemental": "1"}, "", "tag-supplemental"),
        ({"versionScheme": "rpm"}, "", "names-a-package"),
        ({}, '<Payload><Resource type="deb"/></Payload>', "names-a-package"),
    ],
)
def test_tags_of_other_things_name_no_system(
    attributes: dict[str, str], inner: str, code: str
) -> None:
    reading = read(tag(inner, **attributes))
    assert reading.systems == ()
    assert codes(reading) == {code, "no-operating-system"}


def test_a_tag_of_media_proves_no_installation() -> None:
    assert "tag-of-media" in codes(read(tag(corpus="true")))


def test_what_a_tag_has_to_have() -> None:
    assert refusal(tag(name="")) == ("tag-incomplete", "/SoftwareIdentity/@name")
    bare = f'<SoftwareIdentity xmlns="{NAMESPACE}" name="x"/>'
    assert {it.place for it in read(bare).remarks if it.code == "schema"} == {
        "/SoftwareIdentity/@tagId",
        "/SoftwareIdentity/Entity",
    }
    assert refusal('<SoftwareIdentity xmlns="urn:other" name="x"/>')[0] == "format-unknown"


def test_a_tag_that_another_tool_signed_verifies(signed_tag: bytes, authority: Trust) -> None:
    found = read(signed_tag, authority).signature
    assert found is not None
    assert found.state is SignatureState.VERIFIED
    assert found.signer == "CN=Testing certificate for SWID tag signing"
    assert found.certificate is not None
    assert len(found.certificate) == 64


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'version="1.2.0-1', b'version="1.2.1-1'),
        (b'xml:lang="en-US"', b'xml:lang="en-GB"'),
        (b"<DigestValue>I", b"<DigestValue>J"),
        (b"<SignatureValue>C", b"<SignatureValue>D"),
        (b"</Payload>", b"</Payload><Meta/>"),
    ],
)
def test_one_character_changed_breaks_the_signature(
    signed_tag: bytes, authority: Trust, before: bytes, after: bytes
) -> None:
    assert signed_tag.count(before) >= 1
    changed = signed_tag.replace(before, after, 1)
    assert state(changed, authority) == (SignatureState.BROKEN, "signature")
    assert "signature-broken" in codes(read(changed, authority))


def test_nothing_is_verified_without_somebody_to_trust(signed_tag: bytes) -> None:
    assert state(signed_tag) == (SignatureState.NOT_VERIFIABLE, "no-trust-anchor")


@pytest.mark.parametrize("year", [2020, 2032])
def test_a_certificate_counts_only_in_its_time(
    signed_tag: bytes, authority: Trust, year: int
) -> None:
    then = Trust(anchors=authority.anchors, at=datetime(year, 1, 1, tzinfo=UTC))
    assert state(signed_tag, then) == (SignatureState.NOT_VERIFIABLE, "not-under-anchor")


@pytest.mark.parametrize("method", list(CanonicalizationMethod))
def test_every_canonical_form_is_understood(method: CanonicalizationMethod) -> None:
    # The signer of these tests does not take a language over into what it signs, so none is there;
    # the sample, signed by another tool, has one.
    text = tag("<Meta product='a'/>").replace(" name=", ' xmlns:x="urn:x" name=', 1)
    assert state(signed(text, method=method), trusting(ROOT)) == (SignatureState.VERIFIED, None)


def test_a_signer_may_be_trusted_himself() -> None:
    text = signed(tag(), SELF_MADE)
    assert state(text, trusting(SELF_MADE)) == (SignatureState.VERIFIED, None)
    late = trusting(SELF_MADE, at=UNTIL + timedelta(days=1))
    assert state(text, late) == (SignatureState.NOT_VERIFIABLE, "not-under-anchor")


def test_whoever_signs_with_a_certificate_of_his_own_making_is_not_believed() -> None:
    reading = read(signed(tag(), SELF_MADE), trusting(ROOT))
    assert reading.signature == Signature(
        state=SignatureState.NOT_VERIFIABLE,
        reason=SignatureDoubt.NOT_UNDER_ANCHOR,
        signer="CN=signer",
        certificate=SELF_MADE.fingerprint(hashes.SHA256()).hex(),
    )
    assert "signature-not-verifiable" in codes(reading)


def test_a_signer_cannot_act_as_an_authority() -> None:
    issued = certificate("other", "signer", authority=False, signer=KEY)
    assert state(signed(tag(), issued), trusting(SIGNER))[0] is SignatureState.NOT_VERIFIABLE


@pytest.mark.parametrize(
    ("for_signer", "for_authority", "believed"),
    [
        (usage(digital_signature=True), usage(key_cert_sign=True), True),
        (usage(key_agreement=True), usage(key_cert_sign=True), False),
        (usage(digital_signature=True), usage(crl_sign=True), False),
    ],
)
def test_a_certificate_counts_only_for_what_it_is_for(
    for_signer: x509.KeyUsage, for_authority: x509.KeyUsage, *, believed: bool
) -> None:
    root = certificate("root", "root", authority=True, signer=AUTHORITY_KEY, usages=for_authority)
    signer = certificate("signer", "root", authority=False, signer=AUTHORITY_KEY, usages=for_signer)
    found, _ = state(signed(tag(), signer), trusting(root))
    assert (found is SignatureState.VERIFIED) == believed


def test_a_signature_without_its_parts_is_none() -> None:
    empty = tag('<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>')
    assert state(empty, trusting(ROOT)) == (SignatureState.BROKEN, "covers-something-else")


def test_what_is_read_is_what_was_signed() -> None:
    # The signed tag is moved into another one: its signature still holds, over something else.
    inner = signed(tag(tagId="good"))
    wrapped = tag(f"<Payload>{inner}</Payload>", name="Windows 11")
    assert state(wrapped, trusting(ROOT)) == (SignatureState.BROKEN, "covers-something-else")


def test_a_signature_over_a_part_is_none_of_the_whole() -> None:
    text = signed(tag()).replace('URI=""', 'URI="#t"')
    assert state(text, trusting(ROOT)) == (SignatureState.BROKEN, "covers-something-else")
    doubled = signed(tag())
    reference = doubled[doubled.index("<ds:Reference") : doubled.index("</ds:SignedInfo>")]
    assert state(doubled.replace(reference, reference * 2), trusting(ROOT)) == (
        SignatureState.BROKEN,
        "covers-something-else",
    )


def test_a_transform_that_could_pick_a_part_is_not_followed() -> None:
    text = signed(tag())
    first = text.index("<ds:Transform ")
    picking = '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"/>'
    assert state(text[:first] + picking + text[first:], trusting(ROOT)) == (
        SignatureState.BROKEN,
        "covers-something-else",
    )


def test_two_signatures_are_not_judged() -> None:
    text = signed(tag())
    signature = text[text.index("<ds:Signature ") : text.index("</SoftwareIdentity>")]
    twice = text.replace("</SoftwareIdentity>", f"{signature}</SoftwareIdentity>")
    assert state(twice, trusting(ROOT)) == (SignatureState.NOT_VERIFIABLE, "several-signatures")


def test_a_signature_without_a_usable_certificate_is_not_judged() -> None:
    text = signed(tag())
    start, end = text.index("<ds:X509Certificate>"), text.index("</ds:X509Certificate>")
    for within in ("", "<ds:X509Certificate>AAAA"):
        assert state(text[:start] + (within or "<ds:X509Certificate>") + text[end:]) == (
            SignatureState.NOT_VERIFIABLE,
            "no-certificate",
        )


@pytest.mark.parametrize(
    "algorithm",
    [
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
        "urn:sm2",
        "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
    ],
)
def test_algorithms_that_are_weak_or_unknown_prove_nothing(algorithm: str) -> None:
    text = signed(tag())
    changed = text.replace("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", algorithm)
    assert changed != text
    assert state(changed, trusting(ROOT)) == (SignatureState.NOT_VERIFIABLE, "algorithm")


def test_a_broken_tag_gives_no_words_for_an_order() -> None:
    text = signed(tag())
    assert order_words(read(text)) is not None
    assert order_words(read(text.replace("V11", "V12"))) is None


@pytest.mark.parametrize(
    ("prologue", "code"),
    [
        ('<!DOCTYPE a [<!ENTITY b "c">]>', "xml-forbidden"),
        ('<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd">', "xml-forbidden"),
        ('<?xml-stylesheet href="x"?>', ""),
        ('<?xml version="1.0" encoding="GB18030"?>', "not-utf-8"),
        ("<!-- -->", ""),
    ],
)
def test_xml_that_can_do_more_than_hold_data_is_refused(prologue: str, code: str) -> None:
    if code:
        assert refusal(prologue + tag())[0] == code
    else:
        assert read(prologue + tag()).system is not None


def test_entities_and_instructions_inside_are_refused() -> None:
    assert refusal(tag("<?run me?>"))[0] == "xml-forbidden"
    assert refusal(tag("&undeclared;"))[0] == "xml-malformed"
    assert refusal(tag("<Meta>" * 300))[0] == "xml-malformed"


@pytest.mark.parametrize("at", [datetime(2026, 1, 1), None])
def test_trust_needs_certificates_and_an_instant(at: datetime | None) -> None:
    with pytest.raises(ValueError, match="offset" if at else "PEM"):
        Trust(anchors=pem(ROOT) if at else "nothing", at=at or DURING)


def test_old_tags_are_known_and_not_read() -> None:
    old = '<software_identification_tag xmlns="http://standards.iso.org/iso/19770/-2/2009/schema.xsd"/>'
    assert refusal(old)[0] == "format-not-read"
