"""What the lab costs, beside the stock tools, measured in one run on one machine."""
