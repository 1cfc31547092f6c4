"""The topic as data: baseline, claimants, subjects, default feeds and keywords. No code."""
