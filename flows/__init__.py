"""Prefect flows: thin wrappers around the pipeline. Only this package imports Prefect."""
