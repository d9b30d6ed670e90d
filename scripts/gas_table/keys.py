"""Key operations: ordered by calling, by a signature that somebody else sends, and by a passkey."""

from hashlib import sha256

from ledger.proof.orders import Authorization, Order, Registry, UnsignedOrder, function_of
from ledger.proof.typed_data import account_of, keccak, party_id
from scripts.gas_table.contracts import REGISTRAR, Deployed
from scripts.gas_table.node import CHAIN_ID, START, Node
from scripts.passkey_vectors import RP_ID, answer, point_of, secret_key

MILL, AGENT, FARM, SHOP = (party_id(f"did:web:{name}.example") for name in ("mill", "agent", "farm", "shop"))
DEADLINE = START + 400 * 86_400
MILL_ADMIN, RELAYER = 4, 9  # accounts of the node
FARM_SECRET, SECOND_SECRET = b"\x31" * 32, b"\x32" * 32
PASSKEY = secret_key(9)
RP_ID_HASH = sha256(RP_ID.encode()).digest()
_NO_HASH = bytes(32)
_SEVEN_DAYS = 7 * 86_400
_EOA, _PASSKEY_TYPE = 1, 2


class Orders:
    """Sends orders to the registry and gives what each costs its sender."""

    def __init__(self, node: Node, ours: Deployed) -> None:
        self.node, self.registry = node, ours.place.key_registry
        self.passkey = ours.passkey_verifier + point_of(PASSKEY)
        self._nonce = 0

    def called(self, verb: str, *arguments: bytes | int, by: int = MILL_ADMIN) -> int:
        """Ordered by the account that calls."""
        return self._sent(Order(verb, arguments), Authorization(), by)

    def relayed(self, verb: str, *arguments: bytes | int, secret: bytes = FARM_SECRET) -> int:
        """Ordered by the holder of a secret, sent by the relayer."""
        unsigned = self._unsigned(Order(verb, arguments), account_of(secret))
        return self._sent(unsigned.order, unsigned.signed(secret), RELAYER)

    def by_passkey(self, verb: str, *arguments: bytes | int) -> int:
        """Ordered by the passkey, sent by the relayer."""
        unsigned = self._unsigned(Order(verb, arguments), self.passkey)
        return self._sent(unsigned.order, unsigned.with_signature(answer(PASSKEY, unsigned.digest)), RELAYER)

    def _unsigned(self, order: Order, authority: bytes) -> UnsignedOrder:
        self._nonce += 1
        return UnsignedOrder(order, Registry(CHAIN_ID, self.registry), authority, self._nonce, DEADLINE)

    def _sent(self, order: Order, by: Authorization, sender: int) -> int:
        words: object = (by.signer, by.nonce, by.deadline, by.signature)
        words = [words] if order.verb == "changeAdmins" else words
        return self.node.spend(self.registry, function_of(order), *order.arguments, words, by=sender)


def key_costs(node: Node, ours: Deployed) -> dict[str, int]:
    """Every key operation. A party's first key is added before, so that the list of its keys is not new."""
    orders = Orders(node, ours)
    admin = node.accounts[MILL_ADMIN]
    costs = {"registerParty": orders.called("registerParty", MILL, admin, 1, by=REGISTRAR)}
    for party, name in ((AGENT, admin), (FARM, account_of(FARM_SECRET)), (SHOP, orders.passkey)):
        orders.called("registerParty", party, name, 32, by=REGISTRAR)
    for number, party in enumerate((MILL, FARM), start=1):
        first = (party, account_of(bytes([number]) * 32), _EOA, _NO_HASH, 0)
        _ = orders.called("addKey", *first) if party == MILL else orders.relayed("addKey", *first)
    own, theirs = account_of(b"\x41" * 32), account_of(b"\x42" * 32)
    third, shops = account_of(b"\x43" * 32), account_of(b"\x44" * 32)
    passkey, other = orders.passkey, ours.passkey_verifier + point_of(secret_key(10))
    costs |= {
        "addKey, account": orders.called("addKey", MILL, own, _EOA, _NO_HASH, 0),
        "addKey, account, relayed": orders.relayed("addKey", FARM, theirs, _EOA, _NO_HASH, 0),
        "addKey, account, ordered by a passkey": orders.by_passkey("addKey", SHOP, shops, _EOA, _NO_HASH, 0),
        "addKey, passkey": orders.called("addKey", MILL, passkey, _PASSKEY_TYPE, RP_ID_HASH, 0),
        "addKey, passkey, relayed": orders.relayed("addKey", FARM, other, _PASSKEY_TYPE, RP_ID_HASH, 0),
        "revokeKey": orders.called("revokeKey", MILL, keccak(own), 0),
        "revokeKey, relayed": orders.relayed("revokeKey", FARM, keccak(theirs), 0),
        "revokeKey, ordered by a passkey": orders.by_passkey("revokeKey", SHOP, keccak(shops), 0),
        "declareSuspect": orders.called("declareSuspect", MILL, keccak(own), START),
        "delegate": orders.called("delegate", MILL, AGENT),
        "delegate, relayed": orders.relayed("delegate", FARM, AGENT),
        "undelegate": orders.called("undelegate", MILL, AGENT),
        "delegate again": orders.called("delegate", MILL, AGENT),
        "setRoles": orders.called("setRoles", MILL, 3, by=REGISTRAR),
        "cancelNonce": orders.called("cancelNonce", 77),
        "changeAdmins, one more": orders.called("changeAdmins", MILL, third, _NO_HASH, 1),
    }
    return costs | _recovery(node, orders)


def _recovery(node: Node, orders: Orders) -> dict[str, int]:
    """The party's first key names a new admin, is stopped once, and succeeds the second time."""
    newcomer = account_of(SECOND_SECRET)
    proposed = orders.relayed("proposeRecovery", MILL, newcomer, secret=b"\x01" * 32)
    cancelled = orders.called("cancelRecovery", MILL)
    orders.relayed("proposeRecovery", MILL, newcomer, secret=b"\x01" * 32)
    node.wait(_SEVEN_DAYS)
    completed = node.spend(orders.registry, "completeRecovery(bytes32,bytes)", MILL, newcomer, by=RELAYER)
    return {"proposeRecovery, relayed": proposed, "cancelRecovery": cancelled, "completeRecovery": completed}
