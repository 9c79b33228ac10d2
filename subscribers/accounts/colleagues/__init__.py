"""What is done about accounts of colleagues: the lists of the desk, and taking a lost factor away."""
