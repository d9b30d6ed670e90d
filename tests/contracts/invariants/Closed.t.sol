// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AnchorLog} from "../../../contracts/AnchorLog.sol";
import {AttestationRegistry} from "../../../contracts/AttestationRegistry.sol";
import {KeyRegistry} from "../../../contracts/KeyRegistry.sol";
import {PasskeyVerifier} from "../../../contracts/PasskeyVerifier.sol";
import {SurveyRegistry} from "../../../contracts/SurveyRegistry.sol";
import {ChainTest} from "../Vm.sol";

interface MoneyVm {
    function deal(address account, uint256 amount) external;
}

/// @dev I13: no contract takes ETH, none changes another contract's state, and none can be upgraded or destroyed.
contract ClosedTest is ChainTest {
    uint8 private constant INVALID = 0xfe;
    uint256 private constant MOST_DATA = 300;
    uint8 private constant PUSH1 = 0x60;
    uint8 private constant PUSH32 = 0x7f;

    address[] internal deployed;

    function setUp() public {
        deployed.push(address(new PasskeyVerifier()));
        deployed.push(address(new KeyRegistry(address(this), deployed[0])));
        deployed.push(address(new AnchorLog()));
        deployed.push(address(new AttestationRegistry(1, deployed[2], keccak256("log"))));
        deployed.push(address(new SurveyRegistry()));
    }

    /// @dev Reads the code as the machine does, so that a constant which looks like an instruction is passed over. The
    /// compiler ends the code by INVALID; behind the last one lie constants and its own mark.
    function test_no_contract_holds_an_instruction_that_calls_creates_or_destroys() public view {
        for (uint256 i = 0; i < deployed.length; i++) {
            bytes memory code = deployed[i].code;
            assertTrue(code.length > 500, "there is code");
            for (uint256 at = 0; at < code.length; at++) {
                uint8 instruction = uint8(code[at]);
                if (instruction == INVALID && code.length - at < MOST_DATA) break;
                assertTrue(!_changesOthers(instruction), "nothing but static calls");
                if (instruction >= PUSH1 && instruction <= PUSH32) at += instruction - PUSH1 + 1;
            }
        }
    }

    function testFuzz_no_contract_takes_ether(bytes4 selector, bytes calldata rest, uint64 amount, uint256 way) public {
        uint256 sent = uint256(amount) + 1;
        MoneyVm(address(vm)).deal(address(this), sent);
        for (uint256 i = 0; i < deployed.length; i++) {
            bytes memory call = bytes.concat(way % 4 == 0 ? _known(way) : selector, rest);
            (bool taken,) = deployed[i].call{value: sent}(way % 8 == 7 ? bytes("") : call);
            assertTrue(!taken && deployed[i].balance == 0, "no ether is taken");
        }
    }

    /// @dev CREATE, CALL, CALLCODE, DELEGATECALL, CREATE2, SELFDESTRUCT.
    function _changesOthers(uint8 instruction) private pure returns (bool) {
        return instruction == 0xf0 || instruction == 0xf1 || instruction == 0xf2 || instruction == 0xf4
            || instruction == 0xf5 || instruction == 0xff;
    }

    function _known(uint256 way) private pure returns (bytes4) {
        if (way % 3 == 0) return AnchorLog.anchor.selector;
        if (way % 3 == 1) return KeyRegistry.acceptRegistrar.selector;
        return SurveyRegistry.announce.selector;
    }
}
