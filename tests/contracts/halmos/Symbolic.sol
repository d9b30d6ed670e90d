// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Vm} from "../Vm.sol";

/// @dev The few cheat codes of halmos that our proofs use.
interface Svm {
    function enableSymbolicStorage(address account) external;
    function createCalldata(string calldata contractName) external pure returns (bytes memory call);
    function createBytes(uint256 size, string calldata name) external pure returns (bytes memory);
    function createUint256(string calldata name) external pure returns (uint256);
}

/// @dev A proof starts in a state of which nothing is assumed, so what holds over one call holds over any number.
abstract contract Symbolic {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    Svm internal constant svm = Svm(address(uint160(uint256(keccak256("svm cheat code")))));
}
