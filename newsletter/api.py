"""The API of the newsletter: the operations of its rooms, in the order of the document."""

from ninja import Router

import newsletter.archive.api
import newsletter.deliveries.api
import newsletter.schedule.api

router = Router()
router.add_router("", newsletter.archive.api.router)
router.add_router("", newsletter.schedule.api.router)
router.add_router("", newsletter.deliveries.api.router)
