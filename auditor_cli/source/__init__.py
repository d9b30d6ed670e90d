"""Where answers come from: this machine's data or a running API, with the same documents and the same refusals."""
