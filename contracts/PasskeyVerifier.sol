// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {
    ERC7913WebAuthnVerifier
} from "@openzeppelin/contracts/utils/cryptography/verifiers/ERC7913WebAuthnVerifier.sol";

/// @title PasskeyVerifier: whether a passkey signed a hash, by OpenZeppelin's ERC-7913 verifier for WebAuthn
/// @notice Checks the type, the challenge, user presence, user verification and the P-256 signature with low s. It does
/// NOT check the web origin nor rpIdHash: whoever reads a statement compares rpIdHash with the one in KeyRegistry.
/// @dev `signature` is `abi.encode(bytes32 r, bytes32 s, uint256 challengeIndex, uint256 typeIndex, bytes authenticatorData,
/// string clientDataJSON)`, six values and not one struct; the challenge is the hash itself.
///
/// Without state and without any power. It is deployed by us so that the code which judges passkeys is named by the
/// deployment and checked with it.
contract PasskeyVerifier is ERC7913WebAuthnVerifier {}
