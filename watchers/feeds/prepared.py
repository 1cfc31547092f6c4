"""Imported by the process that workers are forked from: what all of them need is made here once, and shared.

What is to be made stands in this process's environment: nothing else reaches it before its first worker does.
"""

import gc
import os
import pickle
from base64 import b64decode
from contextlib import suppress

import trafilatura  # noqa: F401 - workers import it only when there are pages to read

from watchers.feeds.workers import PREPARE

with suppress(Exception):  # it fails again, and says so, in the work that needs it
    pickle.loads(b64decode(os.environ.pop(PREPARE)))()  # noqa: S301 - written by the process that started this one

# A worker that looked through all this for garbage would write to every page of it, and have it for itself again.
gc.collect()
gc.freeze()
