"""Stage 2: seal a head over what is pending, publish it once, follow it to finality."""
