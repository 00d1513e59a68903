"""Prefect flows: thin wrappers around the pipeline. Only this package imports Prefect."""

import os

# A flow without a server starts a temporary one; its first start takes 25 s on a quiet machine, and Prefect waits 20.
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "180")
