"""Engines for heavy data work behind one port (see docs/adr)."""

from commonweave.infrastructure.engines.opening import open_engine
from commonweave.infrastructure.engines.port import Engine

__all__ = ["Engine", "open_engine"]
