"""The `keepword` command, one small module a verb."""
