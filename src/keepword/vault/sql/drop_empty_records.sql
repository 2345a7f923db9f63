-- Records of these people that hold nothing any more.
DELETE FROM vault.record r
WHERE r.subject = ANY(%(subjects)b::uuid[]) AND NOT EXISTS (
    SELECT FROM vault.item i WHERE i.subject = r.subject AND i.record = r.record
)
