// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @dev The few cheat codes that our tests use.
interface Vm {
    function prank(address caller) external;
    function warp(uint256 timestamp) external;
    function load(address account, bytes32 slot) external view returns (bytes32);
    function assume(bool condition) external pure;
    function expectRevert(bytes calldata reason) external;
    function expectEmit(bool topic1, bool topic2, bool topic3, bool checkData, address emitter) external;
    function cool(address account) external;
}

/// @dev What every contract test shares: the cheat codes and two ways to say no.
abstract contract ChainTest {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    function assertEq(uint256 got, uint256 wanted, string memory what) internal pure {
        require(got == wanted, string.concat("not as documented: ", what));
    }

    function assertTrue(bool holds, string memory claim) internal pure {
        require(holds, string.concat("does not hold: ", claim));
    }
}
