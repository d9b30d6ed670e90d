// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IERC7913SignatureVerifier} from "@openzeppelin/contracts/interfaces/IERC7913.sol";
import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {WebAuthn} from "@openzeppelin/contracts/utils/cryptography/WebAuthn.sol";
import {ChainTest} from "./Vm.sol";

/// @dev The cheat codes that make keys and signatures, and read files.
interface SigningVm {
    function addr(uint256 secret) external pure returns (address);
    function sign(uint256 secret, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function signP256(uint256 secret, bytes32 digest) external pure returns (bytes32 r, bytes32 s);
    function publicKeyP256(uint256 secret) external pure returns (uint256 x, uint256 y);
    function chainId(uint256 id) external;
    function etch(address account, bytes calldata code) external;
    function readFile(string calldata path) external view returns (string memory);
    function parseJsonString(string calldata json, string calldata path) external pure returns (string memory);
    function parseJsonStringArray(string calldata json, string calldata path) external pure returns (string[] memory);
    function parseJsonUint(string calldata json, string calldata path) external pure returns (uint256);
    function parseJsonBytes(string calldata json, string calldata path) external pure returns (bytes memory);
    function parseJsonBytes32(string calldata json, string calldata path) external pure returns (bytes32);
    function parseJsonAddress(string calldata json, string calldata path) external pure returns (address);
    function parseBytes32(string calldata text) external pure returns (bytes32);
    function keyExistsJson(string calldata json, string calldata path) external view returns (bool);
    function toString(uint256 number) external pure returns (string memory);
}

/// @dev A contract wallet: what its present owner signs, it has signed (ERC-1271).
contract Wallet is IERC1271 {
    address public owner;
    SigningVm private constant CODES = SigningVm(address(uint160(uint256(keccak256("hevm cheat code")))));

    constructor(address owner_) {
        owner = owner_;
    }

    function setOwner(address owner_) external {
        owner = owner_;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        (bytes32 r, bytes32 s, uint8 v) = abi.decode(signature, (bytes32, bytes32, uint8));
        return ecrecover(hash, v, r, s) == owner ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}

/// @dev A verifier that finds every signature good.
contract AgreeableVerifier is IERC7913SignatureVerifier {
    function verify(bytes calldata, bytes32, bytes calldata) external pure returns (bytes4) {
        return IERC7913SignatureVerifier.verify.selector;
    }
}

/// @dev Keys and signatures of every scheme that the contracts take.
abstract contract Signing is ChainTest {
    SigningVm internal constant keysmith = SigningVm(address(uint160(uint256(keccak256("hevm cheat code")))));
    bytes32 internal constant RP_ID_HASH = sha256("tierlight.example");
    uint256 internal constant ORDER_OF_SECP256K1 = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    function _addressOf(uint256 secret) internal pure returns (bytes memory) {
        return abi.encodePacked(keysmith.addr(secret));
    }

    function _passkeyOf(address verifier, uint256 secret) internal pure returns (bytes memory) {
        (uint256 qx, uint256 qy) = keysmith.publicKeyP256(secret);
        return abi.encodePacked(verifier, qx, qy);
    }

    function _ecdsa(uint256 secret, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = keysmith.sign(secret, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev The same signature in its other, malleable form: s above half of the order.
    function _highS(bytes memory signature) internal pure returns (bytes memory) {
        (bytes32 r, bytes32 s, uint8 v) = _parts(signature);
        return abi.encodePacked(r, bytes32(ORDER_OF_SECP256K1 - uint256(s)), v == 27 ? uint8(28) : uint8(27));
    }

    function _withV(bytes memory signature, uint8 v) internal pure returns (bytes memory) {
        (bytes32 r, bytes32 s,) = _parts(signature);
        return abi.encodePacked(r, s, v);
    }

    /// @dev The 64-byte form of ERC-2098.
    function _compact(bytes memory signature) internal pure returns (bytes memory) {
        (bytes32 r, bytes32 s, uint8 v) = _parts(signature);
        return abi.encodePacked(r, bytes32(uint256(s) | (uint256(v - 27) << 255)));
    }

    function _parts(bytes memory signature) internal pure returns (bytes32 r, bytes32 s, uint8 v) {
        bytes memory word = new bytes(32);
        for (uint256 i = 0; i < 32; i++) {
            word[i] = signature[i];
        }
        r = bytes32(word);
        for (uint256 i = 0; i < 32; i++) {
            word[i] = signature[32 + i];
        }
        s = bytes32(word);
        v = uint8(signature[64]);
    }

    function _erc1271(uint256 owner, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = keysmith.sign(owner, digest);
        return abi.encode(r, s, v);
    }

    function _webauthn(uint256 secret, bytes32 digest) internal pure returns (bytes memory) {
        return _packed(_assertion(secret, digest, 0x05));
    }

    /// @dev The answer as the verifier takes it: its members, without the offset that a struct would begin with.
    function _packed(WebAuthn.WebAuthnAuth memory answer) internal pure returns (bytes memory) {
        return abi.encode(
            answer.r, answer.s, answer.challengeIndex, answer.typeIndex, answer.authenticatorData, answer.clientDataJSON
        );
    }

    /// @dev What an authenticator answers. `flags`: 1 user present, 4 user verified.
    function _assertion(uint256 secret, bytes32 digest, uint8 flags)
        internal
        pure
        returns (WebAuthn.WebAuthnAuth memory answer)
    {
        answer.challengeIndex = 23;
        answer.typeIndex = 1;
        answer.authenticatorData = abi.encodePacked(RP_ID_HASH, flags, uint32(7));
        answer.clientDataJSON = string.concat(
            '{"type":"webauthn.get","challenge":"',
            Base64.encodeURL(abi.encodePacked(digest)),
            '","origin":"https://tierlight.example","crossOrigin":false}'
        );
        bytes32 signed = sha256(abi.encodePacked(answer.authenticatorData, sha256(bytes(answer.clientDataJSON))));
        (answer.r, answer.s) = keysmith.signP256(secret, signed);
        if (uint256(answer.s) > P256.N / 2) answer.s = bytes32(P256.N - uint256(answer.s));
    }
}
