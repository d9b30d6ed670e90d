// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title CanonicalBody: the last day that a statement's body names
/// @dev Reads RFC 8785 text: no white space, no member twice, and only those escapes that the canonical form has. Text that
/// cannot be canonical is refused where it is noticed. NOT checked: UTF-8, the order of members, numbers, and the grammar
/// inside nested values, where only strings and brackets are followed. A body is signed as a hash, so whoever sends it
/// here cannot change it, and intake has parsed it strictly.
library CanonicalBody {
    bytes32 private constant VALID_UNTIL = keccak256("valid_until");
    bytes32 private constant NULL = keccak256("null");
    uint8 private constant ASCII_ZERO = 0x30;
    uint256 private constant DAY_LENGTH = 12; // with its quotes

    /// @notice No canonical text goes on like this at `position`.
    error NotCanonical(uint256 position);

    /// @notice The value of "valid_until" at `position` is not null and not "YYYY-MM-DD".
    error NotADay(uint256 position);

    /// @dev The value of the outermost object's member "valid_until" as the number YYYYMMDD; 0 if there is none or it is
    /// null. Days that no calendar has are taken as they are, as comparing texts would.
    function validUntil(bytes calldata body) internal pure returns (uint256 day) {
        bool seen = false;
        uint256 at = _past(body, 0, "{");
        if (_at(body, at) == "}") return _end(body, at + 1, 0);
        while (true) {
            uint256 keyEnd = _afterString(body, at);
            bool isOurs = keccak256(body[at + 1:keyEnd - 1]) == VALID_UNTIL;
            at = _past(body, keyEnd, ":");
            uint256 valueEnd = _afterValue(body, at);
            if (isOurs) {
                if (seen) revert NotCanonical(at);
                seen = true;
                day = _day(body, at, valueEnd);
            }
            if (_at(body, valueEnd) == "}") return _end(body, valueEnd + 1, day);
            at = _past(body, valueEnd, ",");
        }
    }

    function _end(bytes calldata body, uint256 at, uint256 day) private pure returns (uint256) {
        if (at != body.length) revert NotCanonical(at);
        return day;
    }

    function _day(bytes calldata body, uint256 from, uint256 to) private pure returns (uint256 day) {
        if (keccak256(body[from:to]) == NULL) return 0;
        if (to - from != DAY_LENGTH || body[from] != '"') revert NotADay(from);
        for (uint256 at = from + 1; at < to - 1; at++) {
            bytes1 letter = body[at];
            bool isDash = at == from + 5 || at == from + 8;
            if (isDash ? letter != "-" : !_isDigit(letter)) revert NotADay(from);
            if (!isDash) day = day * 10 + (uint8(letter) - ASCII_ZERO);
        }
    }

    function _afterValue(bytes calldata body, uint256 at) private pure returns (uint256) {
        bytes1 first = _at(body, at);
        if (first == '"') return _afterString(body, at);
        if (first == "{" || first == "[") return _afterNested(body, at);
        uint256 end = at;
        while (_isScalar(_at(body, end))) end++;
        if (end == at) revert NotCanonical(at);
        return end;
    }

    /// @dev Behind the bracket that closes the one at `at`.
    function _afterNested(bytes calldata body, uint256 at) private pure returns (uint256) {
        uint256 depth = 0;
        do {
            bytes1 letter = _at(body, at);
            if (letter == '"') {
                at = _afterString(body, at);
                continue;
            }
            if (letter == "{" || letter == "[") depth++;
            else if (letter == "}" || letter == "]") depth--;
            else if (letter != "," && letter != ":" && !_isScalar(letter)) revert NotCanonical(at);
            at++;
        } while (depth != 0);
        return at;
    }

    /// @dev Behind the quote that closes the string which opens at `at`.
    function _afterString(bytes calldata body, uint256 at) private pure returns (uint256) {
        at = _past(body, at, '"');
        while (true) {
            bytes1 letter = _at(body, at);
            if (letter == '"') return at + 1;
            if (letter < 0x20) revert NotCanonical(at);
            at = letter == "\\" ? _afterEscape(body, at) : at + 1;
        }
        return at;
    }

    /// @dev RFC 8785 escapes the quote, the backslash and control characters, and nothing else.
    function _afterEscape(bytes calldata body, uint256 at) private pure returns (uint256) {
        bytes1 letter = _at(body, at + 1);
        bool isShort = letter == '"' || letter == "\\" || letter == "b" || letter == "f" || letter == "n"
            || letter == "r" || letter == "t";
        if (isShort) return at + 2;
        bytes1 last = _at(body, at + 5);
        bool isControl = letter == "u" && _at(body, at + 2) == "0" && _at(body, at + 3) == "0"
            && (_at(body, at + 4) == "0" || _at(body, at + 4) == "1")
            && (_isDigit(last) || (last >= "a" && last <= "f"));
        if (!isControl) revert NotCanonical(at);
        return at + 6;
    }

    function _past(bytes calldata body, uint256 at, bytes1 wanted) private pure returns (uint256) {
        if (_at(body, at) != wanted) revert NotCanonical(at);
        return at + 1;
    }

    /// @dev The byte at a position; zero, which stands nowhere in canonical text, behind the end.
    function _at(bytes calldata body, uint256 at) private pure returns (bytes1) {
        return at < body.length ? body[at] : bytes1(0);
    }

    function _isScalar(bytes1 letter) private pure returns (bool) {
        return _isDigit(letter) || (letter >= "a" && letter <= "z") || letter == "." || letter == "-" || letter == "+";
    }

    function _isDigit(bytes1 letter) private pure returns (bool) {
        return letter >= "0" && letter <= "9";
    }
}
