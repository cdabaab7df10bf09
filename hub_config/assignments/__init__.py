"""An assignment's way through a lab: released, collected, marked, given back."""
