// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AttestationRegistry} from "../../contracts/AttestationRegistry.sol";
import {PasskeyVerifier} from "../../contracts/PasskeyVerifier.sol";
import {IAttestationRegistry} from "../../contracts/interfaces/IAttestationRegistry.sol";
import {AttestationFixture} from "./AttestationFixture.sol";
import {Wallet} from "./Signing.sol";

contract AttestationRevokeTest is AttestationFixture {
    bytes internal mill = _addressOf(MILL);
    bytes32 internal id;

    function setUp() public override {
        super.setUp();
        (, id) = _recorded("{}");
        vm.warp(NOW + 100);
    }

    function test_its_signer_withdraws_it_by_calling() public {
        vm.expectEmit(true, true, true, true, address(registry));
        emit IAttestationRegistry.Revoked(id, keccak256(mill), NOW + 100);
        vm.prank(keysmith.addr(MILL));
        registry.revoke(id, mill, 0, "");
        assertTrue(registry.isRevoked(id) && registry.isRecorded(id), "revoked, and still recorded");
    }

    function test_its_signer_withdraws_it_by_a_signature_that_anyone_sends() public {
        bytes memory signature = _ecdsa(MILL, _revocation(id, mill, NOW + 100));
        vm.prank(MALLORY);
        registry.revoke(id, mill, NOW + 100, signature);
        assertTrue(registry.isRevoked(id), "revoked");
    }

    function test_nobody_else_withdraws_it() public {
        vm.expectRevert(abi.encodeWithSelector(IAttestationRegistry.NotTheCaller.selector, mill, MALLORY));
        vm.prank(MALLORY);
        registry.revoke(id, mill, 0, "");
        bytes memory mallory = abi.encodePacked(MALLORY);
        bytes memory refusal =
            abi.encodeWithSelector(IAttestationRegistry.NotTheSigner.selector, id, keccak256(mallory), keccak256(mill));
        vm.expectRevert(refusal);
        vm.prank(MALLORY);
        registry.revoke(id, mallory, 0, "");
        _refused(_ecdsa(THIEF, _revocation(id, mill, NOW + 200)), NOW + 200);
    }

    function test_it_is_withdrawn_once_and_for_good() public {
        vm.prank(keysmith.addr(MILL));
        registry.revoke(id, mill, 0, "");
        vm.warp(NOW + 200);
        vm.expectRevert(abi.encodeWithSelector(IAttestationRegistry.AlreadyRevoked.selector, id, NOW + 100));
        vm.prank(keysmith.addr(MILL));
        registry.revoke(id, mill, 0, "");
        assertEq(registry.attestation(id).revokedAt, NOW + 100, "revokedAt");
    }

    function test_a_withdrawn_statement_is_not_recorded_anew() public {
        vm.prank(keysmith.addr(MILL));
        registry.revoke(id, mill, 0, "");
        IAttestationRegistry.Statement memory said = _statement(mill, "{}");
        bytes memory signature = _ecdsa(MILL, id);
        vm.expectRevert(abi.encodeWithSelector(IAttestationRegistry.AlreadyRecorded.selector, id, NOW));
        registry.record(said, signature);
    }

    function test_a_withdrawal_is_for_one_record_one_deadline_one_contract_and_one_chain() public {
        _refused(_ecdsa(MILL, _revocation(keccak256("other"), mill, NOW + 200)), NOW + 200);
        _refused(_ecdsa(MILL, _revocation(id, mill, NOW + 200)), NOW + 201);
        _refused(_ecdsa(MILL, id), NOW + 200);
        bytes32 digest = _revocation(id, mill, NOW + 200);
        keysmith.chainId(77);
        _refused(_ecdsa(MILL, digest), NOW + 200);
        registry = new AttestationRegistry(31_337, HOME_LOG, HOME_LOG_ID);
        _recorded("{}");
        _refused(_ecdsa(MILL, digest), NOW + 200);
    }

    function testFuzz_a_withdrawal_is_good_to_its_last_second_and_no_longer(uint40 deadline) public {
        deadline = NOW + 100 + deadline % 1000 days;
        bytes memory signature = _ecdsa(MILL, _revocation(id, mill, deadline));
        vm.warp(uint256(deadline) + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IAttestationRegistry.DeadlinePassed.selector, deadline, uint256(deadline) + 1)
        );
        registry.revoke(id, mill, deadline, signature);
        vm.warp(deadline);
        registry.revoke(id, mill, deadline, signature);
        assertTrue(registry.isRevoked(id), "revoked");
    }

    function test_only_one_form_of_an_ecdsa_signature_withdraws() public {
        bytes memory good = _ecdsa(MILL, _revocation(id, mill, NOW + 200));
        (,, uint8 v) = _parts(good);
        _refused(_highS(good), NOW + 200);
        _refused(_withV(good, v - 27), NOW + 200);
        _refused(_compact(good), NOW + 200);
        _refused(bytes.concat(good, hex"00"), NOW + 200);
    }

    function test_a_passkey_and_a_wallet_withdraw_what_they_signed() public {
        bytes memory passkey = _passkeyOf(address(new PasskeyVerifier()), MILL);
        IAttestationRegistry.Statement memory said = _statement(passkey, "{}");
        bytes32 byPasskey = registry.record(said, _webauthn(MILL, registry.recordIdOf(said)));
        registry.revoke(byPasskey, passkey, NOW + 200, _webauthn(MILL, _revocation(byPasskey, passkey, NOW + 200)));
        Wallet wallet = new Wallet(keysmith.addr(MILL));
        bytes memory walletBytes = abi.encodePacked(address(wallet));
        said = _statement(walletBytes, "{}");
        bytes32 byWallet = registry.record(said, _erc1271(MILL, registry.recordIdOf(said)));
        wallet.setOwner(keysmith.addr(THIEF));
        bytes32 digest = _revocation(byWallet, walletBytes, NOW + 200);
        vm.expectRevert(abi.encodeWithSelector(IAttestationRegistry.BadSignature.selector, walletBytes, digest));
        registry.revoke(byWallet, walletBytes, NOW + 200, _erc1271(MILL, digest));
        vm.prank(address(wallet));
        registry.revoke(byWallet, walletBytes, 0, "");
        assertTrue(registry.isRevoked(byPasskey) && registry.isRevoked(byWallet), "both");
    }

    function test_what_was_never_recorded_is_not_withdrawn() public {
        vm.expectRevert(abi.encodeWithSelector(IAttestationRegistry.NotRecorded.selector, bytes32(0)));
        registry.revoke(bytes32(0), mill, 0, "");
        assertTrue(!registry.isRecorded(bytes32(0)) && !registry.isRevoked(bytes32(0)), "nor anything else");
    }

    function test_a_caller_without_a_signature_has_no_deadline() public {
        vm.expectRevert(abi.encodeWithSelector(IAttestationRegistry.DeadlineWithoutSignature.selector, NOW + 200));
        vm.prank(keysmith.addr(MILL));
        registry.revoke(id, mill, NOW + 200, "");
    }

    function test_a_records_storage_lies_where_the_interface_says() public {
        vm.prank(keysmith.addr(MILL));
        registry.revoke(id, mill, 0, "");
        uint256 base = uint256(keccak256(abi.encode(id, uint256(0))));
        assertEq(_slot(base), uint256(keccak256(mill)), "signerId");
        assertEq(_slot(base + 1), uint256(NOW) | (uint256(NOW + 100) << 40), "recordedAt and revokedAt");
    }

    function _refused(bytes memory signature, uint40 deadline) private {
        bytes32 digest = _revocation(id, mill, deadline);
        vm.expectRevert(abi.encodeWithSelector(IAttestationRegistry.BadSignature.selector, mill, digest));
        registry.revoke(id, mill, deadline, signature);
    }
}
