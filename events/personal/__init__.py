"""*Mijn programma*: what somebody starred, behind one secret address and without an account."""
