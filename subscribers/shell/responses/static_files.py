"""Static files under the name of their content, with gzip beside them."""

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """No Brotli: WhiteNoise takes its dearest quality as soon as the library is there, and a first start half a minute
    of a processor longer, for files that a browser fetches once."""

    def create_compressor(self, **options: Any) -> Compressor:
        return Compressor(use_brotli=False, **options)
