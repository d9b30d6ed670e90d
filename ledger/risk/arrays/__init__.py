"""The risk method over columns of many sites at once, equal to `ledger.risk.method_v1` to 1e-12.

    columns    what the method reads of many sites, as arrays     evidence, opacity, sites    -> r with its interval
    resident   the site graph, ordered once                       exposure, tiers             -> P, X and T

Same method, same weights, no terms and no sentences: for screening a whole network before one product is opened. What
it leaves out: exact survey counts, which never leave the custodian's machine.
"""
