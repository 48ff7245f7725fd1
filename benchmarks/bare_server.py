"""The floor: Streamlit as lean as our own server, with a page of charts and nothing else."""

from __future__ import annotations

import gc
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import streamlit as st


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncGenerator[None, None]:
    """Tuned like server.py, so that the difference is what our page costs."""
    gc.collect()
    gc.freeze()
    yield


app = st.App("bare_page.py", lifespan=lifespan)
