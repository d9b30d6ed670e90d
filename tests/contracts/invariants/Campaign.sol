// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ChainTest} from "../Vm.sol";

/// @dev Somebody who calls a contract as they like. Verbs that the contract should take count as tried at their start and
/// as taken at their end, so that a verb which gives up early, or is refused, shows in the ratio.
abstract contract Actor is ChainTest {
    uint256 public tried;
    uint256 public taken;

    function _tried() internal {
        tried++;
    }

    function _took() internal {
        taken++;
    }

    function _bound(uint256 seed, uint256 least, uint256 most) internal pure returns (uint256) {
        return least + seed % (most - least + 1);
    }
}

/// @dev A run of random calls by one actor. A campaign whose calls are nearly all refused proves nothing, so it fails.
abstract contract Campaign is ChainTest {
    /// @dev Below this share of proper calls taken, the campaign starves.
    uint256 internal constant LEAST_PERCENT = 50;
    uint256 internal constant FEW = 20;
    address private constant CONSOLE = address(0x000000000000000000636F6e736F6c652e6c6f67);

    function actor() public view virtual returns (Actor);

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actor());
    }

    /// @dev Shown by `forge test -vv`: the percentage of the last run.
    function afterInvariant() public view {
        (uint256 tried, uint256 taken) = (actor().tried(), actor().taken());
        if (tried < FEW) return;
        bytes memory line =
            abi.encodeWithSignature("log(string,uint256)", "percent of proper calls taken", 100 * taken / tried);
        (bool shown,) = CONSOLE.staticcall(line);
        assertTrue(shown && 100 * taken / tried >= LEAST_PERCENT, "enough of the proper calls were taken");
    }
}
