"""Does the arithmetic hold? Never a refusal: a finding that names the records, made anew when a late event arrives.

batches   one transformation: no more mass out than went in, and than its site's declared yield allows
uses      one lot: no more of it used, destroyed or handed over than was made
yields    what a site declares of its processes, against what is plausible
custody   certified claims: custody models, expiry, and certified quantity in and out of a site
sales     hand-overs as purchases tell them

Sums are whole numbers (`ledger.model.units`). What nobody tells is a finding of kind UNCHECKED, never an overdraft.
"""

from ledger.provenance.balance.findings import balance_findings
from ledger.provenance.balance.sales import sales_of

__all__ = ["balance_findings", "sales_of"]
