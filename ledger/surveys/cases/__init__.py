"""What may happen to a case, and when: values in, values out; every step keeps who and when."""
