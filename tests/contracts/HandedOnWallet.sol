// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @dev A contract wallet (ERC-1271) whose owner may hand it on: what it called its signature yesterday may be none today.
contract HandedOnWallet is IERC1271 {
    address public owner;

    error NotTheOwner(address caller);

    constructor(address owner_) {
        owner = owner_;
    }

    /// @notice Make another account the owner.
    function handTo(address next) external {
        if (msg.sender != owner) revert NotTheOwner(msg.sender);
        owner = next;
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        bool isOwners = SignatureChecker.isValidSignatureNow(owner, hash, signature);
        return isOwners ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}
