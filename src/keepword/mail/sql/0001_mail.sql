-- Mail on its way. Recipient, subject and text are sealed together; a row goes once it is sent, or
-- once it has no use any more.

CREATE SCHEMA mail;

CREATE TABLE mail.outbox (
    mail uuid PRIMARY KEY,
    queued_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    until timestamptz NOT NULL,
    tries integer NOT NULL DEFAULT 0,
    sealed bytea NOT NULL
);
CREATE INDEX outbox_due ON mail.outbox (due_at);
