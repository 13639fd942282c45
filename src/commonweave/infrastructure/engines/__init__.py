"""Engines for heavy data work behind one port (see docs/adr)."""

from commonweave.infrastructure.engines.port import Engine, open_engine

__all__ = ["Engine", "open_engine"]
