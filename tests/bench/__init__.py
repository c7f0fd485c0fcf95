"""`make bench`: how fast, how well, how steadily, in one table; what stands beside ours runs in the same process."""
