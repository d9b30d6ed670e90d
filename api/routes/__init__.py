"""One noun a file: what is asked, who may ask it, and the job that answers."""
