// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title TreeProof: inclusion of one entry in an RFC 9162 SHA-256 tree
/// @dev Leaf = SHA-256(0x00 || entry), node = SHA-256(0x01 || left || right), no leaf is ever duplicated. It says what root
/// a path leads to. Whether that root was anchored is for the caller to ask, of AnchorLog. The same refusals as the
/// product's Python, on the same vectors.
library TreeProof {
    /// @notice There is no leaf `index` in a tree of `size` entries.
    error NoSuchLeaf(uint256 index, uint256 size);

    /// @notice The path has more hashes than this index and size ask for.
    error PathTooLong(uint256 index, uint256 size, uint256 given);

    /// @notice The path has fewer hashes than this index and size ask for.
    error PathTooShort(uint256 index, uint256 size, uint256 given);

    /// @notice The path leads to another root.
    error OtherRoot(bytes32 rebuilt, bytes32 wanted);

    /// @dev The hash of one log entry as a leaf.
    function leafHash(bytes memory entry) internal pure returns (bytes32) {
        return sha256(bytes.concat(hex"00", entry));
    }

    /// @dev The hash of an interior node.
    function nodeHash(bytes32 left, bytes32 right) internal pure returns (bytes32) {
        return sha256(bytes.concat(hex"01", left, right));
    }

    /// @dev Returns only if the leaf stands at `index` of the tree with `size` and `root` (RFC 9162 2.1.3.2).
    function requireIncluded(bytes32 leaf, uint256 index, uint256 size, bytes32[] memory path, bytes32 root)
        internal
        pure
    {
        bytes32 rebuilt = rootFrom(leaf, index, size, path);
        if (rebuilt != root) revert OtherRoot(rebuilt, root);
    }

    /// @dev The root of the tree with `size` entries in which `leaf` stands at `index` beside this path, lowest sibling
    /// first (RFC 9162 2.1.3.2). Reverts unless the path has exactly the length that index and size ask for.
    function rootFrom(bytes32 leaf, uint256 index, uint256 size, bytes32[] memory path)
        internal
        pure
        returns (bytes32 rebuilt)
    {
        if (index >= size) revert NoSuchLeaf(index, size);
        uint256 here = index;
        uint256 last = size - 1;
        rebuilt = leaf;
        for (uint256 i = 0; i < path.length; i++) {
            if (last == 0) revert PathTooLong(index, size, path.length);
            if (here % 2 == 1 || here == last) {
                rebuilt = nodeHash(path[i], rebuilt);
                // A right edge has no sibling at the levels where it stands alone.
                while (here != 0 && here % 2 == 0) (here, last) = (here >> 1, last >> 1);
            } else {
                rebuilt = nodeHash(rebuilt, path[i]);
            }
            (here, last) = (here >> 1, last >> 1);
        }
        if (last != 0) revert PathTooShort(index, size, path.length);
    }
}
