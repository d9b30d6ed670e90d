"""What each operation of the contracts costs, measured by whole transactions on a real node."""
