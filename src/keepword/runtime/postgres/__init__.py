"""The embedded PostgreSQL: real programs from a wheel, driven by us alone.

    command ──shared lock on `holders.lock`──┐
    command ──shared lock on `holders.lock`──┤   the kernel drops a dead command's lock
                                             ▼
    keeper  ──waits for it exclusively; gets it when the last command is gone, then stops
       └── postgres   (restarted when it crashes; ends with the keeper, however that ends)

`embedded` is the door: `EmbeddedPostgres(...).hold()` gives a lease. `keeper` is a process of
its own, so the server outlives the command that happened to start it for as long as another
command needs it, and not a second longer.
"""
