"""GDPRbench (Shastri et al., VLDB 2020), in our own port, through the door and on plain PostgreSQL.

`policy/` is a policy of its own: a purpose and a point for each of the 25 values of PUR. A key's
metadata is where the house keeps such things: PUR is the point of its record, USR the person, TTL
the day its unit is due, OBJ a suspension, SRC the channel; DEC, ACL, SHR and CAT are the point's
(the policy says who may see what of it, and who receives it).
"""
