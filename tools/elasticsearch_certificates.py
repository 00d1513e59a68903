"""A certificate authority of one's own and a certificate of 127.0.0.1 signed by it, for a server in tests."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAME = "Parley test authority"


@dataclass(frozen=True)
class Authority:
    """A key of its own, and the file of the certificate that others trust it by."""

    key: ec.EllipticCurvePrivateKey
    file: Path

    @classmethod
    def new(cls, file: Path) -> Authority:
        """Made anew."""
        made = cls(ec.generate_private_key(ec.SECP256R1()), file)
        use = x509.KeyUsage(False, False, False, False, False, True, True, False, False)  # to sign certificates
        own = (
            _certificate(NAME, made.key, days=365)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(use, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(made.key.public_key()), critical=False)
        )
        file.write_bytes(made._signed(own))
        return made

    def issue(self, key_file: Path, certificate_file: Path, days: int = 30) -> None:
        """A new key and a certificate of 127.0.0.1 that ends after that many days: in the past where negative."""
        key = ec.generate_private_key(ec.SECP256R1())
        address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        made = (
            _certificate("127.0.0.1", key, days)
            .add_extension(address, critical=False)
            .add_extension(issuer, critical=False)
        )
        key_file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        certificate_file.write_bytes(self._signed(made))

    def _signed(self, certificate: x509.CertificateBuilder) -> bytes:
        return certificate.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _certificate(subject: str, key: ec.EllipticCurvePrivateKey, days: int) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(NAME))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1000))
        .not_valid_after(now + timedelta(days=days))
    )


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])
