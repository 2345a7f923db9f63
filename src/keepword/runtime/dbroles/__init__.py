"""The database's roles: one for each kind of process, each with the rights it needs and no others.

    names       the roles, and which process has which
    table       who may do what on which table: the one place where that is written
    rights      what the table wants, what the catalog says, and the statements between them
    making      roles that are missing are made, or the SQL for somebody who may make them
    scram       the verifier of a password, so that a server never sees the password
    settling    all of it once at the start, by the owner

The owner has the schemas and runs migrations; nobody serves as the owner.
"""
