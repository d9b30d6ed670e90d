"""GS1 identifiers under GS1's own demo prefix, so that none of them can name a real product, place or shipment.

The company prefix has seven digits, 9506000, so a GTIN-14 begins with 0950. Lengths and check digits follow the GS1
General Specifications and the EPC Tag Data Standard.
"""

from ledger.proof.event_hash.gs1_uri import check_digit

COMPANY_PREFIX = "9506000"


def gtin(item: int) -> str:
    """Give the GTIN-14 of item 0 to 99999."""
    digits = f"0{COMPANY_PREFIX}{item:05d}"
    return digits + check_digit(digits)


def lgtin(item: int, lot: str) -> str:
    """Give the lot of an item as an EPC class: company prefix and item reference are 13 digits together."""
    return f"urn:epc:class:lgtin:{COMPANY_PREFIX}.0{item:05d}.{lot}"


def gln(location: int) -> str:
    """Give the GLN-13 of location 0 to 99999."""
    digits = f"{COMPANY_PREFIX}{location:05d}"
    return digits + check_digit(digits)


def sgln(location: int) -> str:
    """Give a place as an EPC: company prefix and location are 12 digits together, extension 0 is the whole place."""
    return f"urn:epc:id:sgln:{COMPANY_PREFIX}.{location:05d}.0"


def sscc(serial: int) -> str:
    """Give a shipping unit as an EPC: company prefix, extension digit and serial are 17 digits together."""
    return f"urn:epc:id:sscc:{COMPANY_PREFIX}.0{serial:09d}"


def container(serial: int) -> str:
    """Give a returnable container (GRAI) as an EPC: company prefix and asset type are 12 digits together."""
    return f"urn:epc:id:grai:{COMPANY_PREFIX}.00700.{serial}"


def data_logger(serial: int) -> str:
    """Give a data logger (GIAI) as an EPC."""
    return f"urn:epc:id:giai:{COMPANY_PREFIX}.logger{serial}"


def purchase_order(buyer_location: int, number: int) -> str:
    """Give a purchase order in the form CBV has for business transactions: the buyer's GLN, then its own number."""
    return f"urn:epcglobal:cbv:bt:{gln(buyer_location)}:PO-{number:05d}"


def despatch_advice(seller_location: int, number: int) -> str:
    """Give a despatch advice in the form CBV has for business transactions: the seller's GLN, then its own number."""
    return f"urn:epcglobal:cbv:bt:{gln(seller_location)}:DA-{number:05d}"
