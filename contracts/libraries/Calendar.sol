// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Calendar: the UTC day of a time
library Calendar {
    uint256 private constant DAYS_PER_ERA = 146_097; // 400 Gregorian years
    uint256 private constant DAYS_PER_CENTURY = 36_524;
    uint256 private constant DAYS_PER_4_YEARS = 1_461;
    uint256 private constant DAYS_0000_03_01_TO_EPOCH = 719_468;

    /// @dev The Gregorian day of `timestamp` (Unix seconds) as the number YYYYMMDD. Years are counted from March, so that
    /// the leap day is the last of its year and every month before it starts at a fixed day.
    function dayOf(uint256 timestamp) internal pure returns (uint256) {
        uint256 count = timestamp / 1 days + DAYS_0000_03_01_TO_EPOCH;
        uint256 dayOfEra = count % DAYS_PER_ERA;
        uint256 leapDays =
            dayOfEra / (DAYS_PER_4_YEARS - 1) - dayOfEra / DAYS_PER_CENTURY + dayOfEra / (DAYS_PER_ERA - 1);
        uint256 yearOfEra = (dayOfEra - leapDays) / 365;
        uint256 dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        uint256 monthFromMarch = (5 * dayOfYear + 2) / 153; // months from March on have 153 days in every five
        uint256 day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
        uint256 year = count / DAYS_PER_ERA * 400 + yearOfEra + (monthFromMarch >= 10 ? 1 : 0);
        uint256 month = monthFromMarch >= 10 ? monthFromMarch - 9 : monthFromMarch + 3;
        return year * 10_000 + month * 100 + day;
    }
}
