"""Programs that fetch calendars: how they call themselves, and how often they come. Pure.

A program may call itself what it likes, so a family is a good guess and no proof: ICSx⁵ lets its user send the name
of a browser (bitfireAT/icsx5#655), and Nextcloud does so to some servers (nextcloud/calendar#7234).
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.models import FeedFetch

Client = FeedFetch.Client
CHECKER = "kennisstad-check"  # ``manage.py check_feeds``, which is nobody's calendar
MOST_READ = 300  # characters of a User-Agent; what tells them apart stands in front

# Look like browsers and are none: crawlers, previews of links, checks that we are up
MACHINES = ("bot", "crawl", "spider", "preview", "headless", "facebookexternalhit")

# The first piece found in the lower-case User-Agent decides, so what is specific comes first.
NAMES: tuple[tuple[str, FeedFetch.Client], ...] = (
    # Says "Google-Calendar-Importer", bare or inside "Mozilla/5.0 (compatible; …)": aaronpk/Meetable#138
    ("google-calendar-importer", Client.GOOGLE),
    # Now "iOS/26.6 (23G71) dataaccessd/1.0" and "macOS/26.6.2 (25G83) dataaccessd/1.0";
    # from 10.8 "Mac+OS+X/10.10.5 (14F27) CalendarAgent/316.1"; before that "DAVKit/4.0.3 … CalendarStore/4.0.4 …".
    # Seen in the headers that Tine 2.0's Calendar_Convert_Event_VCalendar and Zammad's tests of devices list.
    ("dataaccessd", Client.APPLE),
    ("calendaragent", Client.APPLE),
    ("calendarstore", Client.APPLE),
    # Outlook on the web fetches from Exchange, as "Microsoft.Exchange/15.20 (Windows NT 10.0; Win64; x64)"
    ("microsoft.exchange", Client.OUTLOOK_WEB),
    ("microsoft exchange", Client.OUTLOOK_WEB),
    # Windows says "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.12026; Pro)", a Mac "MacOutlook/16"
    ("microsoft office", Client.OUTLOOK),
    ("outlook", Client.OUTLOOK),
    # Ends in "Gecko/20100101 Thunderbird/128.0"; Lightning was its calendar when that was an extension
    ("thunderbird", Client.THUNDERBIRD),
    ("lightning/", Client.THUNDERBIRD),
    # Says "ICSx5/2.4.3 (ical4j/3.2.19 okhttp/5.3.2 Android/16)" (bitfireAT/icsx5, Constants.kt)
    ("icsx5", Client.ANDROID),
    ("icsdroid", Client.ANDROID),
    ("davx5", Client.ANDROID),
    ("davdroid", Client.ANDROID),
    # Servers that show our programme to their own people: "Nextcloud Webcal Service" or "NextCloud (Android 16) like …"
    # (as nextcloud/server has it in WebcalCaching/Connection.php), "WordPress/7.1 ICS Calendar/12.1.3.1"
    ("nextcloud", Client.SERVER),
    ("owncloud", Client.SERVER),
    ("wordpress", Client.SERVER),
    ("fastmail", Client.SERVER),
    ("open-xchange", Client.SERVER),
    *((name, Client.OTHER) for name in MACHINES),
    # KDE's calendar begins like a browser too: "Mozilla/5.0 (X11; …) KIO/5.86 akonadi_…" (nextcloud/server#45841)
    ("akonadi", Client.OTHER),
    ("mozilla/", Client.BROWSER),
    ("opera/", Client.BROWSER),
)
# Families that come back by themselves; a browser or a script that fetches once says nothing about subscribers.
SUBSCRIBING = (
    Client.GOOGLE, Client.APPLE, Client.OUTLOOK_WEB, Client.OUTLOOK, Client.THUNDERBIRD, Client.ANDROID, Client.SERVER,
)  # fmt: skip
# How often they come, in words. None of the makers promises it; where nobody documents it, it is what is reported:
# Google: usemooncal.com/en/guides/google-calendar-ics-refresh, moadim-io/daemon#362. Apple: a choice per calendar on a
# Mac (5 minutes to a week), the setting "Fetch new data" on a telephone (nocal.app/help/apple-calendar). Outlook.com:
# "approximately every 3 hours", at times over 24 (Microsoft, quoted at freispace-docs.statichost.page). Outlook on a
# computer: when it starts, then every 1–3 hours (help.addevent.com). Thunderbird: `"refreshInterval" || 30` minutes in
# its calendar dialog. ICSx⁵: once a day unless set otherwise, from 15 minutes (bitfireAT/icsx5#437, #585). Nextcloud:
# once a week unless its manager sets otherwise (nextcloud/calendar#6187).
RHYTHMS: dict[FeedFetch.Client, Promise] = {
    Client.GOOGLE: _("meestal elke 8 tot 24 uur; u kunt dat niet sneller zetten"),
    Client.APPLE: _("zo vaak als u instelt: van elke 5 minuten tot elke week"),
    Client.OUTLOOK_WEB: _("ongeveer elke 3 uur, soms pas na een dag"),
    Client.OUTLOOK: _("als het programma start en daarna elke 1 tot 3 uur"),
    Client.THUNDERBIRD: _("elke 30 minuten, tenzij u iets anders instelt"),
    Client.ANDROID: _("één keer per dag, tenzij u iets anders instelt"),
    Client.SERVER: _("zo vaak als de beheerder instelt, soms maar één keer per week"),
}


def client_of(user_agent: str) -> FeedFetch.Client:
    """The family of a program by its User-Agent; one that says nothing is ``other``."""
    said = user_agent[:MOST_READ].lower()
    for name, client in NAMES:
        if name in said:
            return client
    return Client.OTHER


def is_person(user_agent: str) -> bool:
    """Whether it says to be a program that a person reads with: all of those begin as browsers do."""
    said = user_agent[:MOST_READ].lower()
    return said.startswith(("mozilla/", "opera/")) and not any(name in said for name in MACHINES)
