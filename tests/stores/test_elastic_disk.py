"""A disk that fills up: the server blocks its indices by itself, writers wait, and go on when there is room again."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from parley.errors import StoreUnavailable
from parley.stores.base import Query
from parley.stores.elastic import ElasticStore, upkeep
from parley.stores.elastic.connection import Connection, client
from tools.elasticsearch import ORDINARY
from tools.elasticsearch import server as started

from .factory import article, claim

Fill = Callable[[bool], None]  # take the room, or give it back

WATCH = "cluster.routing.allocation.disk"
WATCHFUL = {f"{WATCH}.threshold_enabled": True, "cluster.info.update.interval": "10s"}  # the shortest there is
LOOKS = 90  # seconds within which the server has to see its disk change, however busy the machine
ROOM = 256 << 20  # bytes of a disk of the test's own


@contextmanager
def filled_disk() -> Iterator[tuple[Connection, Fill]]:
    """A server on a disk of its own that a file fills up, all but half a percent."""
    if os.geteuid() != 0:
        pytest.skip("NO DISK FILLED: only root can mount one for this test; the server's watermarks are tested anyway")
    folder = Path(tempfile.mkdtemp(prefix="parley-disk-"))
    options = f"size={ROOM},uid={ORDINARY},gid={ORDINARY},mode=700"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip(f"NO DISK FILLED: none can be mounted here: {mounted.stderr.decode().strip()}")

    def fill(on: bool) -> None:
        ballast = folder / "ballast"
        if on:
            ballast.write_bytes(bytes(shutil.disk_usage(folder).free - ROOM // 200))
        else:
            ballast.unlink()

    try:
        with started(settings=WATCHFUL | {"path.data": str(folder)}) as server:
            yield Connection(urls=server.urls), fill
    finally:
        subprocess.run(["umount", folder], check=True)
        folder.rmdir()


@contextmanager
def high_watermark() -> Iterator[tuple[Connection, Fill]]:
    """A server that is told to leave more room than there is."""
    with started(settings=WATCHFUL) as server:
        archive = Connection(urls=server.urls)

        def fill(on: bool) -> None:
            levels = dict.fromkeys(("low", "high", "flood_stage"), "1000tb" if on else None)
            with client(archive) as asked:
                asked.cluster.put_settings(persistent={f"{WATCH}.watermark.{name}": to for name, to in levels.items()})

        yield archive, fill


def blocks(archive: Connection) -> set[str]:
    return {block for index in upkeep.status(archive) for block in index.blocks}


def soon(archive: Connection, wanted: set[str]) -> None:
    deadline = time.monotonic() + LOOKS
    while blocks(archive) != wanted:
        assert time.monotonic() < deadline, f"the server has not seen that its disk changed: {blocks(archive)}"
        time.sleep(1)


@pytest.mark.parametrize("disk", [filled_disk, high_watermark])
def test_a_full_disk_is_explained_and_waited_for_and_nothing_is_lost(
    disk: Callable[[], AbstractContextManager[tuple[Connection, Fill]]],
) -> None:
    documents = [article(f"a{n}") for n in range(200)], [claim(f"c{n}", f"a{n}") for n in range(200)]
    with disk() as (archive, fill):
        upkeep.init(archive)
        hasty, patient = (archive.model_copy(update={"patience": seconds}) for seconds in (1, 2 * LOOKS))
        with closing(ElasticStore.open(hasty)) as store:
            store.write([article("before")], [])
            fill(True)
            soon(archive, {"index.blocks.read_only_allow_delete"})
            with pytest.raises(StoreUnavailable, match=r"If its disk is full, make room .* run the same again"):
                store.write(*documents)
            assert store.search(Query()).total == 1
        room = threading.Timer(2, fill, [False])
        room.start()
        with closing(ElasticStore.open(patient)) as store:
            store.write(*documents)
            assert (store.search(Query()).total, store.claims(Query()).total) == (201, 200)
        room.join()
        soon(archive, set())
