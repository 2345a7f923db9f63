-- Records of this person that hold nothing any more.
DELETE FROM vault.record r
WHERE r.subject = %(subject)s AND NOT EXISTS (
    SELECT FROM vault.item i WHERE i.subject = r.subject AND i.record = r.record
)
