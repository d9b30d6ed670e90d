"""The EVM chain as the ledger sees it: web3 against any JSON-RPC URL, and anvil where there is no other chain.

Importing this package costs nothing: web3, eth-account and eth-abi are imported where they are first used.
"""
