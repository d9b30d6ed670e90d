"""The demo's survey wave: invented workers at twenty invented sites, asked, sealed, counted and released for real."""
