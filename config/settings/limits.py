"""Settings of how much anybody may ask for; ``config.settings`` takes them over."""

from config.settings.environment import number

LIMIT_PER_NETWORK_HOUR = number("LIMIT_PER_NETWORK_HOUR", 60)  # of each form, counted apart
LIMIT_REGISTRATIONS_PER_NETWORK_HOUR = number("LIMIT_REGISTRATIONS_PER_NETWORK_HOUR", 0)  # 0: the one above
LIMIT_SIGN_UPS_PER_NETWORK_HOUR = number("LIMIT_SIGN_UPS_PER_NETWORK_HOUR", 0)
LIMIT_REFUSE_PER_NETWORK_HOUR = number("LIMIT_REFUSE_PER_NETWORK_HOUR", 3000)  # in between: a proof of work or a code
LIMIT_PER_KEY_HOUR = number("LIMIT_PER_KEY_HOUR", 6000)  # uses of an API key for each scope
LIMIT_PER_FORM_MINUTE = number("LIMIT_PER_FORM_MINUTE", 600)  # the same form, everyone together, without a proof
LIMIT_PROVED_PER_FORM_MINUTE = number("LIMIT_PROVED_PER_FORM_MINUTE", 6000)  # and with one
MAILS_PER_ADDRESS_QUARTER = number("MAILS_PER_ADDRESS_QUARTER", 3, 1)  # that strangers can cause, over all kinds
MAILS_PER_ADDRESS_DAY = number("MAILS_PER_ADDRESS_DAY", 6, 1)
PENDING_SEATS_MINUTES = number("PENDING_SEATS_MINUTES", 60, 1)
CANCEL_UNDO_MINUTES = number("CANCEL_UNDO_MINUTES", 10, 0)  # 0: signing off holds at once
NETWORK_SEATS_HOUR = number("NETWORK_SEATS_HOUR", 10)  # of one occurrence; more must be confirmed by mail
OPEN_REGISTRATIONS = number("OPEN_REGISTRATIONS", 6)  # of one address in one edition; more must be confirmed by mail
