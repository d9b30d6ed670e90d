"""`auditor`: what a product is made of, how risky each tier is and why, and whether a record holds. One verb a file."""
