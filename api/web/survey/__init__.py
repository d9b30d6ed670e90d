"""The survey's pages: what somebody has said so far, the steps from screen to screen, and what each screen shows."""
