// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC7913SignatureVerifier} from "@openzeppelin/contracts/interfaces/IERC7913.sol";
import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {WebAuthn} from "@openzeppelin/contracts/utils/cryptography/WebAuthn.sol";
import {PasskeyVerifier} from "../../contracts/PasskeyVerifier.sol";
import {Signing} from "./Signing.sol";

contract PasskeyVerifierTest is Signing {
    uint256 internal constant SECRET = 0xA11CE;
    bytes32 internal constant DIGEST = keccak256("what is signed");
    PasskeyVerifier internal verifier;

    function setUp() public {
        verifier = new PasskeyVerifier();
    }

    function testFuzz_a_passkeys_signature_is_good_for_its_digest_and_key(bytes32 digest, uint256 secret) public view {
        secret = 1 + secret % type(uint128).max;
        bytes memory signature = _webauthn(secret, digest);
        assertTrue(_isGood(_keyOf(secret), digest, signature), "good");
        assertTrue(!_isGood(_keyOf(secret), keccak256(abi.encode(digest)), signature), "another digest");
        assertTrue(!_isGood(_keyOf(secret + 1), digest, signature), "another key");
    }

    function test_the_user_must_have_been_present_and_verified() public view {
        assertTrue(_isGood(_keyOf(SECRET), DIGEST, _packed(_assertion(SECRET, DIGEST, 0x05))), "both");
        assertTrue(!_isGood(_keyOf(SECRET), DIGEST, _packed(_assertion(SECRET, DIGEST, 0x04))), "not present");
        assertTrue(!_isGood(_keyOf(SECRET), DIGEST, _packed(_assertion(SECRET, DIGEST, 0x01))), "not verified");
    }

    function test_a_signature_of_high_s_is_refused() public view {
        WebAuthn.WebAuthnAuth memory answer = _assertion(SECRET, DIGEST, 0x05);
        answer.s = bytes32(P256.N - uint256(answer.s));
        assertTrue(!_isGood(_keyOf(SECRET), DIGEST, _packed(answer)), "high s");
    }

    function test_a_registration_is_not_an_assertion() public view {
        WebAuthn.WebAuthnAuth memory answer = _assertion(SECRET, DIGEST, 0x05);
        answer.typeIndex = 2;
        assertTrue(!_isGood(_keyOf(SECRET), DIGEST, _packed(answer)), "no type there");
    }

    function testFuzz_malformed_signatures_are_refused_without_a_panic(bytes memory signature) public view {
        assertTrue(!_isGood(_keyOf(SECRET), DIGEST, signature), "refused");
    }

    function test_a_struct_with_its_offset_is_another_encoding() public view {
        assertTrue(!_isGood(_keyOf(SECRET), DIGEST, abi.encode(_assertion(SECRET, DIGEST, 0x05))), "refused");
    }

    function test_a_key_of_another_length_is_refused() public view {
        bytes memory signature = _webauthn(SECRET, DIGEST);
        assertTrue(!_isGood(bytes.concat(_keyOf(SECRET), hex"00"), DIGEST, signature), "65 bytes");
        assertTrue(!_isGood("", DIGEST, signature), "none");
    }

    /// @dev What the chain does NOT check, so that nobody relies on it: the site that asked.
    function test_the_site_is_for_the_reader_to_check() public view {
        WebAuthn.WebAuthnAuth memory answer = _assertion(SECRET, DIGEST, 0x05);
        answer.authenticatorData = abi.encodePacked(sha256("phish.example"), uint8(0x05), uint32(7));
        bytes32 signed = sha256(abi.encodePacked(answer.authenticatorData, sha256(bytes(answer.clientDataJSON))));
        (answer.r, answer.s) = keysmith.signP256(SECRET, signed);
        if (uint256(answer.s) > P256.N / 2) answer.s = bytes32(P256.N - uint256(answer.s));
        assertTrue(_isGood(_keyOf(SECRET), DIGEST, _packed(answer)), "good on chain");
    }

    function _keyOf(uint256 secret) private pure returns (bytes memory) {
        (uint256 qx, uint256 qy) = keysmith.publicKeyP256(secret);
        return abi.encodePacked(qx, qy);
    }

    function _isGood(bytes memory key, bytes32 digest, bytes memory signature) private view returns (bool) {
        return verifier.verify(key, digest, signature) == IERC7913SignatureVerifier.verify.selector;
    }
}
