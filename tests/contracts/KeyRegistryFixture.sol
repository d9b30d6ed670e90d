// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {KeyRegistry} from "../../contracts/KeyRegistry.sol";
import {PasskeyVerifier} from "../../contracts/PasskeyVerifier.sol";
import {IKeyRegistry} from "../../contracts/interfaces/IKeyRegistry.sol";
import {IKeyRegistryTypes} from "../../contracts/interfaces/IKeyRegistryTypes.sol";
import {Signing} from "./Signing.sol";

/// @dev This contract is the registrar and the only admin of both parties.
abstract contract KeyRegistryFixture is Signing {
    bytes32 internal constant MILL = keccak256("did:web:mill.example");
    bytes32 internal constant GIN = keccak256("did:web:gin.example");
    uint40 internal constant NOW = 1_795_000_000;
    uint256 internal constant ADMIN = 0xAD; // secrets
    uint256 internal constant SECOND = 0x5EC;
    uint256 internal constant SIGNING = 0x516;
    uint256 internal constant THIEF = 0xBAD;
    address internal constant MALLORY = address(0xBAD);

    KeyRegistry internal registry;
    PasskeyVerifier internal verifier;
    bytes internal self = abi.encodePacked(address(this));
    bytes internal signer = abi.encodePacked(address(0xA11CE));
    bytes32 internal keyId = keccak256(abi.encodePacked(address(0xA11CE)));

    function setUp() public virtual {
        vm.warp(NOW);
        verifier = new PasskeyVerifier();
        registry = new KeyRegistry(address(this), address(verifier));
        registry.registerParty(MILL, self, 1, _me());
        registry.registerParty(GIN, self, 3, _me());
    }

    /// @dev No signature: the caller orders.
    function _me() internal pure returns (IKeyRegistryTypes.Authorization memory) {
        return IKeyRegistryTypes.Authorization({signer: "", nonce: 0, deadline: 0, signature: ""});
    }

    function _meAlone() internal pure returns (IKeyRegistryTypes.Authorization[] memory by) {
        by = new IKeyRegistryTypes.Authorization[](1);
        by[0] = _me();
    }

    /// @dev What `authority` signs. `encoded` is type hash and arguments, as EIP-712 encodes them.
    function _digest(bytes memory encoded, bytes memory authority, uint256 nonce, uint40 deadline)
        internal
        view
        returns (bytes32)
    {
        return _digestIn(_domain(block.chainid, address(registry)), encoded, authority, nonce, deadline);
    }

    function _digestIn(bytes32 domain, bytes memory encoded, bytes memory authority, uint256 nonce, uint40 deadline)
        internal
        pure
        returns (bytes32)
    {
        bytes32 inner = keccak256(bytes.concat(encoded, abi.encode(keccak256(authority), nonce, deadline)));
        return keccak256(bytes.concat(hex"1901", domain, inner));
    }

    function _domain(uint256 chainId, address contract_) internal pure returns (bytes32) {
        return _namedDomain("Tierlight KeyRegistry", "1", chainId, contract_);
    }

    function _namedDomain(string memory name, string memory version, uint256 chainId, address contract_)
        internal
        pure
        returns (bytes32)
    {
        bytes32 domainType =
            keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        return keccak256(abi.encode(domainType, keccak256(bytes(name)), keccak256(bytes(version)), chainId, contract_));
    }

    /// @dev The type hash of a verb, from its own words and the members that every order ends in.
    function _type(string memory members) internal pure returns (bytes32) {
        return keccak256(bytes(string.concat(members, "bytes authority,uint256 nonce,uint40 deadline)")));
    }

    function _signedBy(uint256 secret, bytes memory encoded, uint256 nonce)
        internal
        view
        returns (IKeyRegistryTypes.Authorization memory by)
    {
        return _signedUntil(secret, encoded, nonce, NOW + 1 days);
    }

    function _signedUntil(uint256 secret, bytes memory encoded, uint256 nonce, uint40 deadline)
        internal
        view
        returns (IKeyRegistryTypes.Authorization memory by)
    {
        by.signer = _addressOf(secret);
        by.nonce = nonce;
        by.deadline = deadline;
        by.signature = _ecdsa(secret, _digest(encoded, by.signer, nonce, deadline));
    }

    function _passkeySigned(uint256 secret, bytes memory encoded, uint256 nonce)
        internal
        view
        returns (IKeyRegistryTypes.Authorization memory by)
    {
        by.signer = _passkeyOf(address(verifier), secret);
        by.nonce = nonce;
        by.deadline = NOW + 1 days;
        by.signature = _webauthn(secret, _digest(encoded, by.signer, nonce, by.deadline));
    }

    function _slot(uint256 slot) internal view returns (uint256) {
        return uint256(vm.load(address(registry), bytes32(slot)));
    }

    function _refused(bytes memory refusal, bytes memory bytes_, uint8 keyType, bytes32 rpIdHash) internal {
        vm.expectRevert(refusal);
        registry.addKey(MILL, bytes_, keyType, rpIdHash, 0, _me());
    }

    function _notAdmin(bytes memory asked) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IKeyRegistryTypes.NotPartyAdmin.selector, MILL, asked);
    }
}
