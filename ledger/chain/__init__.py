"""The EVM chain as the ledger sees it: any JSON-RPC URL, and anvil where there is no other chain.

Importing this package costs nothing: eth-account and eth-abi are imported where they are first used.
"""
