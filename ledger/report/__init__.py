"""The auditor's report of one product: a JSON document, and from it alone page and PDF. Values in, bytes out."""
