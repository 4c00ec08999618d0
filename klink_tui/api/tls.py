"""What a TLS connection says of itself, for ``klink-tui doctor``. Free of httpx."""

import ssl
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from klink_tui.text import one_line


@dataclass(frozen=True, slots=True)
class TlsFacts:
    """The TLS that an answer came over."""

    version: str
    """``TLSv1.3``, say."""
    cipher: str
    """The cipher suite's name."""
    issuer: str
    """Who signed the server's certificate; empty where it isn't told."""
    expires: str
    """When the certificate ends, as it says so; empty where it isn't told."""

    def __str__(self) -> str:
        """Give it on one line."""
        signed = f", certificate by {self.issuer}" if self.issuer else ""
        ends = f" until {self.expires}" if self.expires else ""
        return f"{self.version}, {self.cipher}{signed}{ends}"


@runtime_checkable
class _Stream(Protocol):
    def get_extra_info(self, info: str) -> object: ...


def read_tls(stream: object) -> TlsFacts | None:
    """Read the facts off a network stream of httpcore; ``None`` where there is no TLS."""
    if not isinstance(stream, _Stream):
        return None
    tls = stream.get_extra_info("ssl_object")
    if not isinstance(tls, ssl.SSLObject | ssl.SSLSocket):
        return None
    version, cipher = tls.version(), tls.cipher()
    if version is None or cipher is None:
        return None  # not agreed yet, and asking for the certificate raises
    certificate = tls.getpeercert() or {}
    return TlsFacts(
        version=version,
        cipher=cipher[0],
        issuer=_organisation(certificate.get("issuer")),
        expires=one_line(str(certificate.get("notAfter", ""))),
    )


def _organisation(issuer: object) -> str:
    """Give the organisation of an issuer, else its common name: a tuple of tuples of pairs."""
    names: dict[str, str] = {}
    for group in issuer if isinstance(issuer, tuple) else ():
        for name, value in group:
            names[str(name)] = str(value)
    return one_line(names.get("organizationName") or names.get("commonName") or "")[:100]
