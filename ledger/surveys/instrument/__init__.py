"""The questionnaire: read from an XLSForm, asked item by item, and what its answers say about forced labour."""
