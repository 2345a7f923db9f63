-- A grant is written once and ended once (P85): nothing else about it ever changes, and it stays.
CREATE FUNCTION staff_grant_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL AND NEW.revoked_by IS NOT NULL
        AND (OLD.id, OLD.staff_id, OLD.task, OLD.reason, OLD.granted_by, OLD.granted_at,
             OLD.begins_at)
          = (NEW.id, NEW.staff_id, NEW.task, NEW.reason, NEW.granted_by, NEW.granted_at,
             NEW.begins_at)
        AND OLD.ends_at IS NOT DISTINCT FROM NEW.ends_at
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a grant is written once and ended once' USING ERRCODE = 'check_violation';
END
$$;

CREATE TRIGGER staff_grant_stands BEFORE UPDATE OR DELETE ON staff_grant
FOR EACH ROW EXECUTE FUNCTION staff_grant_stands();
