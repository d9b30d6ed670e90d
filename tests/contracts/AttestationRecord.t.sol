// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AttestationRegistry} from "../../contracts/AttestationRegistry.sol";
import {PasskeyVerifier} from "../../contracts/PasskeyVerifier.sol";
import {IAttestationRegistry} from "../../contracts/interfaces/IAttestationRegistry.sol";
import {AttestationFixture} from "./AttestationFixture.sol";
import {Wallet} from "./Signing.sol";

contract AttestationRecordTest is AttestationFixture {
    function test_a_record_id_is_the_digest_that_python_signs() public {
        string memory file = keysmith.readFile("tests/vectors/typed_data.json");
        for (uint256 i = 0; i < 3; i++) {
            string memory at = string.concat(".vectors[", keysmith.toString(i), "]");
            string memory domain = string.concat(at, ".document.domain");
            AttestationRegistry home = new AttestationRegistry(
                keysmith.parseJsonUint(file, string.concat(domain, ".chainId")),
                keysmith.parseJsonAddress(file, string.concat(domain, ".verifyingContract")),
                keysmith.parseJsonBytes32(file, string.concat(domain, ".salt"))
            );
            IAttestationRegistry.Statement memory said = _read(file, string.concat(at, ".document.message"));
            bytes32 digest = keysmith.parseJsonBytes32(file, string.concat(at, ".digest"));
            assertTrue(home.recordIdOf(said) == digest, "record id");
            bytes memory signature = keysmith.parseJsonBytes(file, string.concat(at, ".signature"));
            assertTrue(home.record(said, signature) == digest, "and python's signature is good");
        }
        assertTrue(!keysmith.keyExistsJson(file, ".vectors[3]"), "all vectors were read");
    }

    function test_a_signed_statement_is_recorded_by_anyone() public {
        IAttestationRegistry.Statement memory said = _statement(_addressOf(MILL), "{}");
        bytes32 id = registry.recordIdOf(said);
        bytes memory signature = _ecdsa(MILL, id);
        vm.expectEmit(true, true, true, true, address(registry));
        emit IAttestationRegistry.Recorded(id, keccak256("did:web:mill.example"), keccak256(_addressOf(MILL)));
        vm.prank(MALLORY);
        registry.record(said, signature);
        assertTrue(registry.isRecorded(id) && !registry.isRevoked(id), "recorded and not revoked");
    }

    function test_a_statement_is_recorded_once_whatever_its_signature() public {
        (IAttestationRegistry.Statement memory said, bytes32 id) = _recorded("{}");
        bytes memory signature = _ecdsa(MILL, id);
        vm.warp(NOW + 5);
        vm.expectRevert(abi.encodeWithSelector(IAttestationRegistry.AlreadyRecorded.selector, id, NOW));
        registry.record(said, signature);
    }

    function testFuzz_every_member_is_in_the_record_id(uint8 member, uint256 change) public view {
        IAttestationRegistry.Statement memory said = _statement(_addressOf(MILL), "{}");
        bytes32 id = registry.recordIdOf(said);
        string memory text = string.concat("other ", keysmith.toString(change));
        member = member % 10;
        if (member == 0) said.v = uint16(2 + change % 60_000);
        if (member == 1) said.kind = text;
        if (member == 2) said.issuer = text;
        if (member == 3) said.signer = bytes(text);
        if (member == 4) said.audience = text;
        if (member == 5) said.lang = text;
        if (member == 6) said.summary = text;
        if (member == 7) said.bodyHash = keccak256(bytes(text));
        if (member == 8) said.issuedAt = NOW + uint64(change % 1e9);
        if (member == 9) said.nonce = keccak256(bytes(text));
        assertTrue(registry.recordIdOf(said) != id, "another member, another id");
    }

    function test_text_does_not_flow_from_one_member_into_the_next() public view {
        IAttestationRegistry.Statement memory said = _statement(_addressOf(MILL), "{}");
        bytes32 id = registry.recordIdOf(said);
        (said.kind, said.issuer) = ("attestationdid", ":web:mill.example");
        assertTrue(registry.recordIdOf(said) != id, "the members are hashed one by one");
    }

    function testFuzz_a_statement_of_another_ledger_has_another_id(uint64 chainId, address anchorLog, bytes32 logId)
        public
    {
        vm.assume(anchorLog != address(0));
        vm.assume(chainId != 31_337 || anchorLog != HOME_LOG || logId != HOME_LOG_ID);
        AttestationRegistry foreign = new AttestationRegistry(chainId, anchorLog, logId);
        IAttestationRegistry.Statement memory said = _statement(_addressOf(MILL), "{}");
        assertTrue(foreign.recordIdOf(said) != registry.recordIdOf(said), "id");
    }

    function test_ids_stay_when_the_ledger_moves_to_another_chain() public {
        IAttestationRegistry.Statement memory said = _statement(_addressOf(MILL), "{}");
        bytes32 id = registry.recordIdOf(said);
        keysmith.chainId(77);
        assertTrue(new AttestationRegistry(31_337, HOME_LOG, HOME_LOG_ID).recordIdOf(said) == id, "id");
    }

    function test_only_one_form_of_an_ecdsa_signature_is_taken() public {
        IAttestationRegistry.Statement memory said = _statement(_addressOf(MILL), "{}");
        bytes memory good = _ecdsa(MILL, registry.recordIdOf(said));
        (,, uint8 v) = _parts(good);
        _refused(said, _highS(good));
        _refused(said, _withV(good, v - 27));
        _refused(said, _withV(good, v == 27 ? 28 : 27));
        _refused(said, _compact(good));
        _refused(said, bytes.concat(good, hex"00"));
        _refused(said, "");
        _refused(said, _ecdsa(THIEF, registry.recordIdOf(said)));
        registry.record(said, good);
    }

    function test_a_signer_shorter_than_an_address_is_refused() public {
        IAttestationRegistry.Statement memory said = _statement(hex"0102030405060708090a0b0c0d0e0f10111213", "{}");
        _refused(said, _ecdsa(MILL, registry.recordIdOf(said)));
        said = _statement("", "{}");
        _refused(said, _ecdsa(MILL, registry.recordIdOf(said)));
        said = _statement(abi.encodePacked(address(0)), "{}");
        _refused(said, new bytes(65));
    }

    function test_a_contract_wallets_statement_stays_when_its_owner_changes() public {
        Wallet wallet = new Wallet(keysmith.addr(MILL));
        IAttestationRegistry.Statement memory said = _statement(abi.encodePacked(address(wallet)), "{}");
        bytes32 id = registry.recordIdOf(said);
        wallet.setOwner(keysmith.addr(THIEF));
        _refused(said, _erc1271(MILL, id));
        wallet.setOwner(keysmith.addr(MILL));
        registry.record(said, _erc1271(MILL, id));
        wallet.setOwner(keysmith.addr(THIEF));
        assertTrue(registry.isRecorded(id), "recorded");
    }

    function test_a_passkeys_statement_is_recorded_with_user_verification_only() public {
        bytes memory passkey = _passkeyOf(address(new PasskeyVerifier()), MILL);
        IAttestationRegistry.Statement memory said = _statement(passkey, "{}");
        bytes32 id = registry.recordIdOf(said);
        _refused(said, _packed(_assertion(MILL, id, 0x01)));
        _refused(said, _webauthn(THIEF, id));
        _refused(said, _webauthn(MILL, keccak256("another statement")));
        registry.record(said, _webauthn(MILL, id));
        assertTrue(registry.attestation(id).signerId == keccak256(passkey), "signer");
    }

    function test_a_verifier_without_code_finds_nothing_good() public {
        bytes memory passkey = _passkeyOf(address(0x7913), MILL);
        IAttestationRegistry.Statement memory said = _statement(passkey, "{}");
        _refused(said, _webauthn(MILL, registry.recordIdOf(said)));
    }

    function test_a_ledger_has_a_home() public {
        vm.expectRevert(abi.encodeWithSelector(IAttestationRegistry.ZeroAddress.selector));
        new AttestationRegistry(1, address(0), HOME_LOG_ID);
    }

    function _refused(IAttestationRegistry.Statement memory said, bytes memory signature) private {
        bytes32 id = registry.recordIdOf(said);
        vm.expectRevert(abi.encodeWithSelector(IAttestationRegistry.BadSignature.selector, said.signer, id));
        registry.record(said, signature);
        assertTrue(!registry.isRecorded(id), "nothing was recorded");
    }

    function _read(string memory file, string memory at)
        private
        pure
        returns (IAttestationRegistry.Statement memory said)
    {
        said.v = uint16(keysmith.parseJsonUint(file, string.concat(at, ".v")));
        said.kind = keysmith.parseJsonString(file, string.concat(at, ".kind"));
        said.issuer = keysmith.parseJsonString(file, string.concat(at, ".issuer"));
        said.signer = keysmith.parseJsonBytes(file, string.concat(at, ".signer"));
        said.audience = keysmith.parseJsonString(file, string.concat(at, ".audience"));
        said.lang = keysmith.parseJsonString(file, string.concat(at, ".lang"));
        said.summary = keysmith.parseJsonString(file, string.concat(at, ".summary"));
        said.bodyHash = keysmith.parseJsonBytes32(file, string.concat(at, ".bodyHash"));
        said.issuedAt = uint64(keysmith.parseJsonUint(file, string.concat(at, ".issuedAt")));
        said.nonce = keysmith.parseJsonBytes32(file, string.concat(at, ".nonce"));
    }
}
