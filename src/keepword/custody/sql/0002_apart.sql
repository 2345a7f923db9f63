-- The separate store. The law has the log name the person for its whole term (SMN 2, 8(1)), while
-- the entries name only random ids: one sealed link from id to person stays for that long, apart
-- from everything else.

CREATE SCHEMA apart;

-- Public keys that links are sealed to, one for each month in which links end; made ahead of time by
-- who may ask the key holder for the page `apart/link-YYYYMM`, from which the private key comes.
-- The web server reads these, and can open nothing.
CREATE TABLE apart.link_key (
    month integer PRIMARY KEY,       -- YYYYMM in the law's country
    public bytea NOT NULL CHECK (octet_length(public) = 32),  -- X25519 (RFC 7748)
    made_at timestamptz NOT NULL,
    destroyed_at timestamptz         -- the private key is gone, for old copies at the next turn
);

-- Who a subject was. The web server inserts here, and neither reads nor changes nor deletes.
CREATE TABLE apart.link (
    subject uuid NOT NULL,
    link uuid NOT NULL,
    month integer NOT NULL,          -- the key it is sealed to
    ends_on date NOT NULL,           -- the last day on which the log has an entry of this person
    sealed bytea NOT NULL,           -- HPKE (RFC 9180)
    PRIMARY KEY (subject, link)
);
CREATE INDEX link_ends ON apart.link (ends_on);
CREATE INDEX link_month ON apart.link (month);
