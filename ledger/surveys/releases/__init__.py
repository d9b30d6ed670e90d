"""What may be told of a wave: coarse, few, noised once, and safe beside everything that was told before.

    drafting     one site: thresholds -> noise -> bands -> linear audit -> a release, drawn once
    batch        all sites of a wave together, small ones merged by country
    plain        the same in the words of the workers, who hear first

Two protections that must not be mixed up. The two counts of a release are differentially private: epsilon 1 a release,
3 a worker and year. The bands are not: they are protected by size (10 in the cell, 5 who did not answer), by telling no
band that leaves fewer than four possible counts, by noise of the same size at their borders, and by an audit of all
linear relations. No function here takes a filter: there are no cuts but the fixed grid.
"""
