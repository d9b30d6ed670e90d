// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {TreeProof} from "../../contracts/libraries/TreeProof.sol";
import {Signing} from "./Signing.sol";

contract TreeProofTest is Signing {
    string internal file = keysmith.readFile("tests/vectors/merkle.json");

    function rootFrom(bytes32 leaf, uint256 index, uint256 size, bytes32[] memory path) public pure returns (bytes32) {
        return TreeProof.rootFrom(leaf, index, size, path);
    }

    function requireIncluded(bytes32 leaf, uint256 index, uint256 size, bytes32[] memory path, bytes32 root)
        public
        pure
    {
        TreeProof.requireIncluded(leaf, index, size, path, root);
    }

    function test_every_inclusion_vector_leads_to_its_root_and_to_no_other() public view {
        uint256 read = 0;
        while (keysmith.keyExistsJson(file, _at(read))) {
            (uint256 index, uint256 size, bytes32[] memory path) = _vector(read);
            bytes32 root = _root(size);
            assertTrue(rootFrom(_leaf(index), index, size, path) == root, "root");
            assertTrue(rootFrom(_leaf(index + 1), index, size, path) != root, "another entry, another root");
            read++;
        }
        assertEq(read, 84, "vectors read");
    }

    function test_another_entry_at_the_place_is_refused() public {
        (uint256 index, uint256 size, bytes32[] memory path) = _vector(83);
        bytes32 forged = _leaf(999);
        bytes32 root = _root(size);
        bytes memory refusal =
            abi.encodeWithSelector(TreeProof.OtherRoot.selector, rootFrom(forged, index, size, path), root);
        vm.expectRevert(refusal);
        this.requireIncluded(forged, index, size, path, root);
        this.requireIncluded(_leaf(index), index, size, path, root);
    }

    function testFuzz_an_entry_is_proven_at_its_own_index_only(uint8 vector, uint8 claimed) public view {
        (uint256 index, uint256 size, bytes32[] memory path) = _vector(vector % 84);
        vm.assume(claimed != index);
        try this.rootFrom(_leaf(index), claimed, size, path) returns (bytes32 root) {
            assertTrue(root != _root(size), "another index, another root");
        } catch {}
    }

    /// @dev What RFC 9162 itself does not tell apart: for some leaves the path has the same length and sides in trees of
    /// other sizes. The root is another one, of which a head names the size.
    function testFuzz_a_path_does_not_lead_to_the_root_of_another_size(uint8 vector, uint8 other) public view {
        (uint256 index, uint256 size, bytes32[] memory path) = _vector(vector % 84);
        uint256 claimed = 1 + other % 8;
        vm.assume(claimed != size);
        try this.rootFrom(_leaf(index), index, claimed, path) returns (bytes32 root) {
            assertTrue(root != _root(claimed), "another size, another root");
        } catch {}
    }

    function testFuzz_a_changed_sibling_leads_elsewhere(uint8 vector, uint8 which, bytes32 forged) public view {
        (uint256 index, uint256 size, bytes32[] memory path) = _vector(vector % 84);
        vm.assume(path.length > 0 && path[which % path.length] != forged);
        path[which % path.length] = forged;
        assertTrue(rootFrom(_leaf(index), index, size, path) != _root(size), "another root");
    }

    function test_a_path_of_the_wrong_length_is_refused() public {
        for (uint256 i = 0; i < 84; i++) {
            (uint256 index, uint256 size, bytes32[] memory path) = _vector(i);
            bytes32 leaf = _leaf(index);
            bytes32[] memory longer = new bytes32[](path.length + 1);
            for (uint256 j = 0; j < path.length; j++) {
                longer[j] = path[j];
            }
            vm.expectRevert(abi.encodeWithSelector(TreeProof.PathTooLong.selector, index, size, longer.length));
            this.rootFrom(leaf, index, size, longer);
            if (path.length == 0) continue;
            bytes32[] memory shorter = new bytes32[](path.length - 1);
            for (uint256 j = 0; j < shorter.length; j++) {
                shorter[j] = path[j];
            }
            vm.expectRevert(abi.encodeWithSelector(TreeProof.PathTooShort.selector, index, size, shorter.length));
            this.rootFrom(leaf, index, size, shorter);
        }
    }

    function testFuzz_a_leaf_outside_the_tree_is_refused(uint256 index, uint256 size) public {
        vm.assume(index >= size);
        vm.expectRevert(abi.encodeWithSelector(TreeProof.NoSuchLeaf.selector, index, size));
        this.rootFrom(bytes32(0), index, size, new bytes32[](0));
    }

    function testFuzz_a_leaf_is_never_a_node(bytes32 left, bytes32 right) public pure {
        assertTrue(TreeProof.leafHash(bytes.concat(left, right)) != TreeProof.nodeHash(left, right), "prefixes");
    }

    function _vector(uint256 which) private view returns (uint256 index, uint256 size, bytes32[] memory path) {
        index = keysmith.parseJsonUint(file, string.concat(_at(which), ".index"));
        size = keysmith.parseJsonUint(file, string.concat(_at(which), ".size"));
        string[] memory hashes = keysmith.parseJsonStringArray(file, string.concat(_at(which), ".path"));
        path = new bytes32[](hashes.length);
        for (uint256 i = 0; i < hashes.length; i++) {
            path[i] = keysmith.parseBytes32(string.concat("0x", hashes[i]));
        }
    }

    function _at(uint256 which) private pure returns (string memory) {
        return string.concat(".inclusion[", keysmith.toString(which), "]");
    }

    function _root(uint256 size) private view returns (bytes32) {
        string memory root = keysmith.parseJsonString(file, string.concat(".roots.", keysmith.toString(size)));
        return keysmith.parseBytes32(string.concat("0x", root));
    }

    function _leaf(uint256 index) private pure returns (bytes32) {
        return TreeProof.leafHash(bytes(string.concat("entry ", keysmith.toString(index))));
    }
}
