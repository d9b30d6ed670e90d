"""Documents as tables for people: two digits, words with symbols, readable at 80 columns and without colour."""
