"""Names of static files: with their hash once collected, plain before."""

from __future__ import annotations

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class HouseStaticStorage(ManifestStaticFilesStorage):
    """A manifest storage that also works in a house that never collected its files.

    WhiteNoise then serves them from where they lie, under their plain names, for a short while.
    """

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """Return the hashed name from the manifest, or the name itself without a manifest."""
        known: str = self.hashed_files.get(self.hash_key(name), name)
        return known
