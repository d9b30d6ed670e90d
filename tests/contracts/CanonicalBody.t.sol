// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Calendar} from "../../contracts/libraries/Calendar.sol";
import {CanonicalBody} from "../../contracts/libraries/CanonicalBody.sol";
import {ChainTest} from "./Vm.sol";

contract CanonicalBodyTest is ChainTest {
    function read(bytes calldata body) public pure returns (uint256) {
        return CanonicalBody.validUntil(body);
    }

    function test_the_member_is_found_among_others() public view {
        _reads('{"valid_until":"2026-11-18"}', 20_261_118);
        _reads('{"a":"1","valid_until":"2026-11-18","z":[]}', 20_261_118);
        _reads('{"a":{"b":[1,2,{"c":null}]},"b":true,"c":-1.5e+30,"valid_until":"0001-02-03"}', 10_203);
        _reads('{"valid_from":"2020-01-01","valid_until":"9999-12-31"}', 99_991_231);
    }

    function test_a_body_without_it_names_no_day() public view {
        _reads("{}", 0);
        _reads('{"a":"1"}', 0);
        _reads('{"valid_until":null}', 0);
        _reads('{"valid_until_day":"2026-11-18"}', 0);
        _reads('{"Valid_until":"2026-11-18"}', 0);
        _reads('{"":"2026-11-18"}', 0);
    }

    function test_the_member_of_a_nested_object_is_another() public view {
        _reads('{"a":{"valid_until":"2026-11-18"}}', 0);
        _reads('{"a":[{"valid_until":"2026-11-18"}],"valid_until":"2027-01-01"}', 20_270_101);
        _reads('{"a":[[],["valid_until","2026-11-18"]]}', 0);
    }

    function test_text_that_looks_like_the_member_is_not_it() public view {
        _reads('{"text":"valid_until"}', 0);
        _reads(unicode'{"text":"\\",\\"valid_until\\":\\"2026-11-18\\""}', 0);
        _reads(unicode'{"text":"},\\"valid_until\\":\\"2026-11-18\\",{","valid_until":"2027-01-01"}', 20_270_101);
        _reads(unicode'{"text":"ends in a backslash \\\\","valid_until":"2027-01-01"}', 20_270_101);
        _reads(unicode'{"text":"\\\\\\"}","valid_until":"2027-01-01"}', 20_270_101);
        _reads('{"[{":"]}","a":["[","{"],"valid_until":"2027-01-01"}', 20_270_101);
        _reads(unicode'{"\\"valid_until":"2026-11-18"}', 0);
        _reads(unicode'{"valid_until\\n":"2026-11-18"}', 0);
    }

    function test_every_script_and_every_canonical_escape_is_passed_over() public view {
        _reads(unicode'{"a":"Lote de algodão 棉花 كتان 🧵","valid_until":"2027-01-01"}', 20_270_101);
        _reads(unicode'{"a":"\\b\\f\\n\\r\\t\\u0000\\u001f\\\\\\"","valid_until":"2027-01-01"}', 20_270_101);
    }

    function test_text_that_is_not_canonical_is_refused_not_guessed() public {
        _refuses("", 0);
        _refuses("[]", 0);
        _refuses("null", 0);
        _refuses(' {"a":1}', 0);
        _refuses('{ "a":1}', 1);
        _refuses('{"a": 1}', 5);
        _refuses('{"a":1} ', 7);
        _refuses('{"a":1}{"valid_until":"2020-01-01"}', 7);
        _refuses('{"a":1,}', 7);
        _refuses('{"a"}', 4);
        _refuses('{"a":}', 5);
        _refuses('{"a":1', 6);
        _refuses('{"a":"b', 7);
        _refuses('{"a":["b"', 9);
        _refuses('{"a":[1 ,2]}', 7);
        _refuses("{'a':1}", 1);
        _refuses('{"a":"line\nbreak"}', 10);
    }

    function test_an_escape_that_the_canonical_form_does_not_have_is_refused() public {
        // An escaped underscore would be a second spelling of the member.
        _refuses(unicode'{"valid\\u005funtil":"2020-01-01"}', 7);
        _refuses(unicode'{"a":"\\/"}', 6);
        _refuses(unicode'{"a":"\\u001F"}', 6);
        _refuses(unicode'{"a":"\\u00e9"}', 6);
        _refuses(unicode'{"a":"\\ud83e\\uddf5"}', 6);
        _refuses(unicode'{"a":"\\', 6);
        _refuses(unicode'{"a":"\\u00', 6);
    }

    function test_the_member_twice_is_refused() public {
        _refuses('{"valid_until":"2027-01-01","valid_until":"2020-01-01"}', 42);
        _refuses('{"valid_until":null,"valid_until":"2020-01-01"}', 34);
    }

    function test_a_value_that_is_no_day_is_refused() public {
        string[11] memory values = [
            '"2026-11-1"',
            '"2026-11-180"',
            '"2026/11/18"',
            '"20261118"',
            '"2026-1a-18"',
            '"-026-11-18"',
            '""',
            "20261118",
            "true",
            '["2026-11-18"]',
            '{"day":"2026-11-18"}'
        ];
        for (uint256 i = 0; i < values.length; i++) {
            vm.expectRevert(abi.encodeWithSelector(CanonicalBody.NotADay.selector, 15));
            this.read(bytes(string.concat('{"valid_until":', values[i], "}")));
        }
    }

    function testFuzz_whatever_stands_in_a_string_changes_nothing(bytes memory text) public view {
        bytes memory body = bytes.concat('{"a":"', _escaped(text), '","valid_until":"2027-01-01"}');
        assertEq(this.read(body), 20_270_101, "day");
    }

    function testFuzz_any_bytes_are_answered_or_refused_in_words(bytes memory body) public view {
        try this.read(body) {}
        catch (bytes memory refusal) {
            bytes4 reason = bytes4(refusal);
            bool isOurs = reason == CanonicalBody.NotCanonical.selector || reason == CanonicalBody.NotADay.selector;
            assertTrue(isOurs, "no panic, no run past the end");
        }
    }

    function testFuzz_a_body_cut_short_is_never_answered(uint256 length) public view {
        bytes memory body = unicode'{"a":{"b":["\\\\\\"",1,{}]},"valid_until":"2027-01-01","z":{"y":[[]]}}';
        length %= body.length;
        bytes memory cut = new bytes(length);
        for (uint256 i = 0; i < length; i++) {
            cut[i] = body[i];
        }
        try this.read(cut) {
            revert("a part of a body was answered");
        } catch {}
        assertEq(this.read(body), 20_270_101, "day of the whole");
    }

    /// @dev As RFC 8785 writes text; bytes above 0x7f are passed through.
    function _escaped(bytes memory text) private pure returns (bytes memory written) {
        bytes16 digits = "0123456789abcdef";
        for (uint256 i = 0; i < text.length; i++) {
            uint8 letter = uint8(text[i]);
            if (letter == 0x22 || letter == 0x5c) {
                written = bytes.concat(written, hex"5c", text[i]);
            } else if (letter < 0x20) {
                written = bytes.concat(written, hex"5c", "u00", digits[letter >> 4], digits[letter & 15]);
            } else {
                written = bytes.concat(written, text[i]);
            }
        }
    }

    function _reads(string memory body, uint256 day) private view {
        assertEq(this.read(bytes(body)), day, body);
    }

    function _refuses(string memory body, uint256 position) private {
        vm.expectRevert(abi.encodeWithSelector(CanonicalBody.NotCanonical.selector, position));
        this.read(bytes(body));
    }
}

contract CalendarTest is ChainTest {
    /// @dev Day by day from 1970 to 2200, by the rule that everybody learns at school.
    function test_every_day_of_230_years() public pure {
        uint256 time = 0;
        for (uint256 year = 1970; year < 2200; year++) {
            for (uint256 month = 1; month <= 12; month++) {
                for (uint256 day = 1; day <= _daysIn(year, month); day++) {
                    uint256 written = year * 10_000 + month * 100 + day;
                    bool isTheDay = Calendar.dayOf(time) == written && Calendar.dayOf(time + 86_399) == written;
                    if (!isTheDay) revert("another day");
                    time += 1 days;
                }
            }
        }
    }

    function _daysIn(uint256 year, uint256 month) private pure returns (uint256) {
        if (month == 4 || month == 6 || month == 9 || month == 11) return 30;
        if (month != 2) return 31;
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    }
}
