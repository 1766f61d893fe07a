"""What VPP answers to its own Python client, one module per subject.

Every check leaves the VPP as it found it. None sends what crashes VPP:
missing tables for steering, a local SID's lookup or a delete, policies
without segments, behaviors of no plugin, lists that are already gone.
"""
