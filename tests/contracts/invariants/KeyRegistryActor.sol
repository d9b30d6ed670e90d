// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {KeyRegistry} from "../../../contracts/KeyRegistry.sol";
import {IKeyRegistryTypes} from "../../../contracts/interfaces/IKeyRegistryTypes.sol";
import {Actor} from "./Campaign.sol";

interface SigningVm {
    function sign(uint256 secret, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function addr(uint256 secret) external pure returns (address);
}

/// @dev Orders of a party's admin, given by calling or by signing, and what the registry made of them. The EIP-712 types
/// are written out here a second time, from the interface.
abstract contract KeyRegistryActor is Actor {
    SigningVm private constant signing = SigningVm(address(vm));
    bytes32 private constant DOMAIN =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    string internal constant TAIL = "bytes authority,uint256 nonce,uint40 deadline)";
    address internal constant RELAYER = address(0x9E1A);

    KeyRegistry public immutable registry;
    mapping(bytes32 partyId => uint256 secret) internal adminSecret;
    uint256 internal nextNonce = 1;

    /// @dev The last relayed call that was accepted, to be sent again.
    bytes internal lastRelayed;

    constructor() {
        vm.warp(1_795_000_000);
        registry = new KeyRegistry(address(this), address(0x7913));
    }

    function _signerOf(uint256 secret) internal pure returns (bytes memory) {
        return abi.encodePacked(signing.addr(secret));
    }

    function _nobody() internal pure returns (IKeyRegistryTypes.Authorization memory by) {}

    /// @dev The order, signed by the holder of `secret` over the hash of its struct's members before the authority.
    function _signed(uint256 secret, bytes memory order, uint256 nonce, uint40 deadline)
        internal
        view
        returns (IKeyRegistryTypes.Authorization memory)
    {
        bytes memory signer = _signerOf(secret);
        bytes32 structHash = keccak256(bytes.concat(order, abi.encode(keccak256(signer), nonce, deadline)));
        bytes memory name = "Tierlight KeyRegistry";
        bytes32 domain =
            keccak256(abi.encode(DOMAIN, keccak256(name), keccak256(bytes("1")), block.chainid, address(registry)));
        (uint8 v, bytes32 r, bytes32 s) =
            signing.sign(secret, keccak256(abi.encodePacked(hex"1901", domain, structHash)));
        return IKeyRegistryTypes.Authorization(signer, nonce, deadline, abi.encodePacked(r, s, v));
    }

    /// @dev By its admin: the caller if `relayed` is false, otherwise a signature which the relayer sends.
    function _byAdmin(bytes32 partyId, bytes memory order, bool relayed)
        internal
        returns (IKeyRegistryTypes.Authorization memory)
    {
        uint256 secret = adminSecret[partyId];
        vm.prank(relayed ? RELAYER : signing.addr(secret));
        if (!relayed) return _nobody();
        return _signed(secret, order, nextNonce++, uint40(block.timestamp));
    }

    /// @dev The call is made and must succeed. A relayed one can be tried again by `replay`.
    function _mustSucceed(bytes memory call, bool relayed) internal {
        (bool done, bytes memory why) = address(registry).call(call);
        if (!done) {
            assembly {
                revert(add(why, 32), mload(why))
            }
        }
        if (relayed) lastRelayed = call;
    }

    function _mustFail(bytes memory call, string memory claim) internal {
        (bool done,) = address(registry).call(call);
        assertTrue(!done, claim);
    }
}
