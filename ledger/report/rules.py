"""The rules R1-R14 of the risk method, a line each, as the report's appendix tells them."""

from collections.abc import Mapping
from types import MappingProxyType

RULES: Mapping[str, str] = MappingProxyType(
    {
        "R1": "Worker evidence is here only as one step in words, from published releases, and names no source.",
        "R2": "Exact counts and open cases are scored on the custodian's own machine, and never leave it.",
        "R3": "An open case never shows as a floor; it acts through the step in words, from the next release on.",
        "R4": "Where a state imposes labour nobody is surveyed, and nothing favourable counts.",
        "R5": "What workers report counts here once the custodian has attested the integrity of the channel.",
        "R6": "A finding that was overturned keeps its place, marked, with weight 0.",
        "R7": "A site has 30 days from the day on which it opened a question, and one reminder; then it is withheld.",
        "R8": "A case whose worker cannot be reached is closed by two persons after 180 days, with the reason.",
        "R9": "A survey that was given up says why; only a refusal by the site counts as a refusal.",
        "R10": "A reply to what workers reported goes to their custodian first, who takes out who could be recognised.",
        "R11": "Other than default settings print the default result too, and how often this product was assessed.",
        "R12": "No band cuts anybody off by itself; only a trade-order match stops a shipment.",
        "R13": "An auditor says who pays; one paid by the site or the brand never opens what workers answered.",
        "R14": "Recruiters are parties: fees asked, paid and repaid stand by site and corridor.",
    }
)
