"""A simulated class that misbehaves, in a lab that is killed again and again: what is left?"""
