"""`tierlight`: run a ledger on one machine, and speak to one as a party. One verb a file."""
