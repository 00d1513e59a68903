"""What Parley costs and how good it is, measured by anyone who runs these modules."""
