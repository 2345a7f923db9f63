-- Sessions nobody came back to; their time is the house's (see the site's session store).
DELETE FROM django_session WHERE expire_date <= %(now)s
