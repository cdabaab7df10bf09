"""The one-laptop lab: its folder of data, its processes, its hub and proxy."""
