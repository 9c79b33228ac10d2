"""The programme and registration in the API."""

from ninja import Router

from . import programme, reference, registrations

router = Router()
router.add_router("", reference.router)
router.add_router("", programme.router)
router.add_router("", registrations.router)
