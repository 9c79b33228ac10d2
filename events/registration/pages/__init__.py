"""The pages of registering, and one's own behind the mailed link."""
