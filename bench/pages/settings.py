"""The service's settings with two addresses more: the yardsticks that feeds are held against."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.pages.urls"
