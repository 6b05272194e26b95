"""The signature of a SWID tag (XML-DSig, enveloped): whether it holds, over what, and by whom.

Signatures of XML can be moved so that they hold, over something other than what is read. Here one
counts only if it stands directly under the root and covers the whole of it, and what is read then
is the very text whose digest was signed, and not the document that was sent.

What a signer's certificate must be: for digital signatures where it says what for, and under a
given anchor, all of the chain valid at the given instant. Revocation is not looked up.
"""

import binascii
from base64 import b64decode
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, SignatureConstructionMethod
from signxml.exceptions import InvalidSignature, SignXMLException
from signxml.verifier import SignatureConfiguration, XMLVerifier

from integrations.machine.stated import Signature, SignatureDoubt, SignatureState
from integrations.machine.trust import Trust
from integrations.machine.xml_tree import parser

_DSIG: Final = "{http://www.w3.org/2000/09/xmldsig#}"
_XML: Final = "{http://www.w3.org/XML/1998/namespace}"
_MOST_CERTIFICATES: Final = 10
_TRANSFORMS: Final = frozenset(
    {
        SignatureConstructionMethod.enveloped.value,
        *(it.value for it in CanonicalizationMethod),
    }
)
_REFERENCE: Final = f"{_DSIG}SignedInfo/{_DSIG}Reference"
_TRANSFORM: Final = f"{_DSIG}Transforms/{_DSIG}Transform"
_CERTIFICATE: Final = f"{_DSIG}KeyInfo/{_DSIG}X509Data/{_DSIG}X509Certificate"
_SIGNED_INFO: Final = f"{_DSIG}Signature/{_DSIG}SignedInfo"
_METHOD: Final = f"{_DSIG}CanonicalizationMethod"
_EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
_INHERITED: Final = (f"{_XML}lang", f"{_XML}space")
_UNEXPECTED: Final = (
    SignXMLException,
    etree.LxmlError,
    UnsupportedAlgorithm,
    ValueError,
    TypeError,
    AttributeError,
    KeyError,
)
"""What a library raises for an algorithm it does not know, or a form it does not expect."""
_UNSIGNED: Final = Signature(state=SignatureState.UNSIGNED)


class _Verifier(XMLVerifier):
    """Verifies as the library does, but for what tags need and it does not do.

    It writes a part of a document in canonical form as a whole of its own: lxml's canonical form
    of a part has namespace declarations (``xmlns=""``) that nobody made. And a reference without
    a URI is what one with an empty URI is, the document (XML-DSig 4.4.3.2: left to those who
    agree on it; rpm2swidtag leaves it out).
    """

    def _c14n(
        self,
        nodes: etree._Element,
        algorithm: CanonicalizationMethod,
        inclusive_ns_prefixes: list[str] | None = None,
    ) -> bytes:
        apart = etree.fromstring(etree.tostring(nodes, with_tail=False), parser())
        canonical: bytes = super()._c14n(apart, algorithm, inclusive_ns_prefixes)
        return canonical

    def _resolve_reference(
        self,
        doc_root: etree._Element,
        reference: etree._Element,
        uri_resolver: None = None,  # noqa: ARG002 - the library names it in its call
    ) -> etree._Element:
        if reference.get("URI"):
            message = "the reference is not to the document"
            raise InvalidSignature(message)
        return doc_root


def checked(root: etree._Element, trust: Trust | None) -> tuple[Signature, etree._Element]:
    """Return what is known of the signature, and the element that may be read.

    That is what was signed where the signature holds, and the document otherwise.
    """
    signatures = list(root.iter(f"{_DSIG}Signature"))
    if not signatures:
        return _UNSIGNED, root
    # 1. One signature, of the whole.
    if len(signatures) > 1:
        return _not_verifiable(SignatureDoubt.SEVERAL_SIGNATURES), root
    signature = signatures[0]
    if signature.getparent() is not root or not _covers_the_whole(signature):
        return Signature(
            state=SignatureState.BROKEN, reason=SignatureDoubt.COVERS_SOMETHING_ELSE
        ), root
    # 2. A key to try it with.
    certificates = _certificates(signature)
    if not certificates:
        return _not_verifiable(SignatureDoubt.NO_CERTIFICATE), root
    # 3. The signature itself, whoever made it.
    result = _verified(_with_inherited(root), certificates)
    if not isinstance(result, tuple):
        return result, root
    signer, signed = result
    # 4. Whether to believe the one who made it.
    reason = _why_not_trusted(signer, certificates, trust)
    state = SignatureState.VERIFIED if reason is None else SignatureState.NOT_VERIFIABLE
    return _by(signer, Signature(state=state, reason=reason)), signed


def _not_verifiable(reason: SignatureDoubt) -> Signature:
    return Signature(state=SignatureState.NOT_VERIFIABLE, reason=reason)


def _by(certificate: x509.Certificate, signature: Signature) -> Signature:
    try:
        subject = certificate.subject.rfc4514_string()
    except ValueError:
        subject = None
    fingerprint = certificate.fingerprint(hashes.SHA256()).hex()
    return replace(signature, signer=subject, certificate=fingerprint)


def _covers_the_whole(signature: etree._Element) -> bool:
    references = signature.findall(_REFERENCE)
    if len(references) != 1 or references[0].get("URI", "") != "":
        return False
    used = [it.get("Algorithm") for it in references[0].findall(_TRANSFORM)]
    return SignatureConstructionMethod.enveloped.value in used and _TRANSFORMS.issuperset(used)


def _with_inherited(root: etree._Element) -> etree._Element:
    """Return a copy in which ``SignedInfo`` carries the language it inherits.

    Canonical XML of a part takes over ``xml:lang`` and ``xml:space`` from the elements around it
    (W3C Canonical XML 1.1, 2.4); the library cuts the part out first, and they would be lost. Tags
    have a language at their root. The signature is no part of what is signed, so that the text
    that is read stays as it was.
    """
    whole = deepcopy(root)
    signed_info = whole.find(_SIGNED_INFO)
    if signed_info is None:
        return whole
    method = signed_info.find(_METHOD)
    if method is not None and not method.get("Algorithm", "").startswith(_EXCLUSIVE):
        for name in _INHERITED:
            around = (it.get(name) for it in (signed_info, *signed_info.iterancestors()))
            value = next((it for it in around if it is not None), None)
            if value is not None:
                signed_info.set(name, value)
    return whole


def _certificates(signature: etree._Element) -> list[x509.Certificate]:
    found = []
    for it in signature.findall(_CERTIFICATE)[:_MOST_CERTIFICATES]:
        try:
            found.append(x509.load_der_x509_certificate(b64decode(it.text or "")))
        except (ValueError, binascii.Error, x509.InvalidVersion, UnsupportedAlgorithm):
            continue
    return found


def _verified(
    root: etree._Element, certificates: Sequence[x509.Certificate]
) -> tuple[x509.Certificate, etree._Element] | Signature:
    """Return whose key made the signature and what it signed, or why that cannot be said."""
    tried = Signature(state=SignatureState.BROKEN, reason=SignatureDoubt.SIGNATURE)
    for certificate in certificates:
        try:
            # The certificate's own time is judged with its chain, against the instant given.
            configuration = SignatureConfiguration(
                location="./", verification_time=certificate.not_valid_before_utc
            )
            result = _Verifier().verify(
                root,
                x509_cert=certificate,
                validate_schema=False,
                expect_config=configuration,
            )
        except InvalidSignature:
            continue
        except _UNEXPECTED:
            tried = _not_verifiable(SignatureDoubt.ALGORITHM)
            continue
        if isinstance(result, list) or result.signed_xml is None:
            return _not_verifiable(SignatureDoubt.ALGORITHM)
        return certificate, result.signed_xml
    return tried


def _why_not_trusted(
    signer: x509.Certificate, certificates: Sequence[x509.Certificate], trust: Trust | None
) -> SignatureDoubt | None:
    """Return why a signer is not believed, or ``None`` where he is."""
    if trust is None:
        return SignatureDoubt.NO_TRUST_ANCHOR
    anchors = x509.load_pem_x509_certificates(trust.anchors.encode())
    if signer in anchors:
        in_time = signer.not_valid_before_utc <= trust.at <= signer.not_valid_after_utc
        return None if in_time else SignatureDoubt.NOT_UNDER_ANCHOR
    verifier = (
        PolicyBuilder()
        .store(Store(anchors))
        .time(trust.at)
        .extension_policies(ee_policy=_signers(), ca_policy=_authorities())
        .build_client_verifier()
    )
    try:
        verifier.verify(signer, [it for it in certificates if it != signer])
    except (VerificationError, ValueError):
        return SignatureDoubt.NOT_UNDER_ANCHOR
    return None


def _signers() -> ExtensionPolicy:
    return ExtensionPolicy.permit_all().may_be_present(
        x509.KeyUsage, Criticality.AGNOSTIC, _may_sign
    )


def _authorities() -> ExtensionPolicy:
    # The profile of web servers asks for more; authorities that sign for makers do without.
    return (
        ExtensionPolicy.permit_all()
        .require_present(x509.BasicConstraints, Criticality.AGNOSTIC, _is_authority)
        .may_be_present(x509.KeyUsage, Criticality.AGNOSTIC, _may_sign_certificates)
    )


def _may_sign(_: Policy, __: x509.Certificate, usage: x509.KeyUsage | None) -> None:
    if usage is not None and not usage.digital_signature:
        message = "the certificate is not for digital signatures"
        raise ValueError(message)


def _is_authority(_: Policy, __: x509.Certificate, constraints: x509.BasicConstraints) -> None:
    if not constraints.ca:
        message = "the certificate is not an authority's"
        raise ValueError(message)


def _may_sign_certificates(_: Policy, __: x509.Certificate, usage: x509.KeyUsage | None) -> None:
    if usage is not None and not usage.key_cert_sign:
        message = "the certificate is not for signing certificates"
        raise ValueError(message)
