"""A first start compresses a thousand files: with what is cheap."""

from subscribers.shell.responses.static_files import StaticFiles


def test_files_are_compressed_with_gzip_alone() -> None:
    compressor = StaticFiles().create_compressor(quiet=True)
    assert (compressor.use_gzip, compressor.use_brotli) == (True, False)
