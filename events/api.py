"""The programme and registration in the API."""

from ninja import Router

from events.opendata import programme, reference
from events.registration import api as registration

router = Router()
router.add_router("", reference.router)
router.add_router("", programme.router)
router.add_router("", registration.router)
