"""One spelling of a site's identifier for everything that a custodian keeps of it: plan, tallies, release ledger."""

from ledger.proof.event_hash import canonical_uri


def site_name(identifier: str) -> str:
    """Give the canonical form of a GS1 identifier; any other URI with scheme and host in lower case (RFC 3986 6.2.2).

    Surrounding space is dropped. NOT checked: whether two texts that differ otherwise (http and https, a slash at the
    end, two identifiers of one mill) are one site: whoever plans a wave writes it as its last plan did.
    """
    scheme, between, rest = identifier.strip().partition("://")
    host, slash, path = rest.partition("/")
    return canonical_uri(f"{scheme.lower()}{between}{host.lower()}{slash}{path}" if between else scheme)
