// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {WebAuthn} from "@openzeppelin/contracts/utils/cryptography/WebAuthn.sol";
import {IKeyRegistryTypes} from "../../contracts/interfaces/IKeyRegistryTypes.sol";
import {RelayedFixture} from "./RelayedFixture.sol";
import {AgreeableVerifier, Wallet} from "./Signing.sol";

contract KeyRegistrySignaturesTest is RelayedFixture {
    function test_only_one_form_of_an_ecdsa_signature_is_taken() public {
        IKeyRegistryTypes.Authorization memory by = _signedBy(ADMIN, _order(1), 1);
        bytes memory good = by.signature;
        (,, uint8 v) = _parts(good);
        _refusedAs(by, _highS(good));
        _refusedAs(by, _withV(good, v - 27));
        _refusedAs(by, _withV(good, v == 27 ? 28 : 27));
        _refusedAs(by, _compact(good));
        _refusedAs(by, bytes.concat(good, hex"00"));
        _refusedAs(by, hex"00");
        by.signature = good;
        _relay(1, by);
    }

    function test_a_signer_that_is_no_address_and_no_passkey_is_refused() public {
        IKeyRegistryTypes.Authorization memory by = _signedBy(ADMIN, _order(1), 1);
        by.signer = hex"0102030405060708090a0b0c0d0e0f10111213"; // 19 bytes
        _relayRefused(1, by, _badSignature(1, by));
        by.signer = "";
        _relayRefused(1, by, _badSignature(1, by));
        by.signer = abi.encodePacked(address(verifier), hex"00");
        _relayRefused(1, by, _badSignature(1, by));
    }

    function test_a_verifier_of_the_signers_choice_is_never_asked() public {
        address agreeable = address(new AgreeableVerifier());
        IKeyRegistryTypes.Authorization memory by = _signedBy(ADMIN, _order(1), 1);
        by.signer = _passkeyOf(agreeable, ADMIN);
        bytes memory refusal =
            abi.encodeWithSelector(IKeyRegistryTypes.ForeignVerifier.selector, agreeable, address(verifier));
        _relayRefused(1, by, refusal);
    }

    function test_a_contract_wallet_orders_while_its_owner_is_its_owner() public {
        Wallet wallet = new Wallet(keysmith.addr(SECOND));
        bytes memory walletBytes = abi.encodePacked(address(wallet));
        vm.prank(keysmith.addr(ADMIN));
        registry.changeAdmins(MILL, walletBytes, 0, 1, _meAlone());
        IKeyRegistryTypes.Authorization memory by = _walletSigned(walletBytes, 6, SECOND, 1);
        wallet.setOwner(keysmith.addr(THIEF));
        _relayRefused(6, by, _badSignature(6, by));
        wallet.setOwner(keysmith.addr(SECOND));
        _relay(6, by);
        assertEq(registry.delegation(MILL, GIN).from, NOW, "delegated");
    }

    function test_a_contract_wallet_calls_by_itself() public {
        Wallet wallet = new Wallet(keysmith.addr(SECOND));
        vm.prank(keysmith.addr(ADMIN));
        registry.changeAdmins(MILL, abi.encodePacked(address(wallet)), 0, 1, _meAlone());
        vm.prank(address(wallet));
        registry.delegate(MILL, GIN, _me());
        assertEq(registry.delegation(MILL, GIN).from, NOW, "delegated");
    }

    function test_one_owners_order_for_one_wallet_is_none_for_its_other_wallet() public {
        (Wallet one, Wallet two) = (new Wallet(keysmith.addr(SECOND)), new Wallet(keysmith.addr(SECOND)));
        vm.prank(keysmith.addr(ADMIN));
        registry.changeAdmins(MILL, abi.encodePacked(address(two)), 0, 1, _meAlone());
        IKeyRegistryTypes.Authorization memory by = _walletSigned(abi.encodePacked(address(one)), 6, SECOND, 1);
        by.signer = abi.encodePacked(address(two));
        _relayRefused(6, by, _badSignature(6, by));
    }

    function test_a_passkey_orders_with_user_verification_only() public {
        bytes memory passkey = _passkeyOf(address(verifier), SECOND);
        vm.prank(keysmith.addr(ADMIN));
        registry.changeAdmins(MILL, passkey, 0, 1, _meAlone());
        IKeyRegistryTypes.Authorization memory by = _passkeySigned(SECOND, _order(6), 1);
        bytes memory good = by.signature;
        bytes32 digest = _digest(_order(6), passkey, 1, by.deadline);
        by.signature = _packed(_assertion(SECOND, digest, 0x01));
        _relayRefused(6, by, _badSignature(6, by));
        by.signature = _packed(_assertion(SECOND, digest, 0x04));
        _relayRefused(6, by, _badSignature(6, by));
        by.signature = _webauthn(THIEF, digest);
        _relayRefused(6, by, _badSignature(6, by));
        by.signature = _webauthn(SECOND, keccak256("another order"));
        _relayRefused(6, by, _badSignature(6, by));
        by.signature = good;
        _relay(6, by);
    }

    function test_a_passkeys_signature_of_high_s_is_refused() public {
        bytes memory passkey = _passkeyOf(address(verifier), SECOND);
        vm.prank(keysmith.addr(ADMIN));
        registry.changeAdmins(MILL, passkey, 0, 1, _meAlone());
        IKeyRegistryTypes.Authorization memory by = _passkeySigned(SECOND, _order(6), 1);
        WebAuthn.WebAuthnAuth memory answer = _assertion(SECOND, _digest(_order(6), passkey, 1, by.deadline), 0x05);
        answer.s = bytes32(P256.N - uint256(answer.s));
        by.signature = _packed(answer);
        _relayRefused(6, by, _badSignature(6, by));
    }

    function _refusedAs(IKeyRegistryTypes.Authorization memory by, bytes memory signature) private {
        by.signature = signature;
        _relayRefused(1, by, _badSignature(1, by));
    }

    function _walletSigned(bytes memory wallet, uint256 verb, uint256 owner, uint256 nonce)
        private
        view
        returns (IKeyRegistryTypes.Authorization memory by)
    {
        by = IKeyRegistryTypes.Authorization({signer: wallet, nonce: nonce, deadline: NOW + 1 days, signature: ""});
        by.signature = _erc1271(owner, _digest(_order(verb), wallet, nonce, by.deadline));
    }
}
