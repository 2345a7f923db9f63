-- People on the list of a request, each once.
INSERT INTO safeguards.mass_person (subject, erasure)
SELECT subject, %(erasure)s FROM unnest(%(subjects)b::uuid[]) AS g (subject)
ON CONFLICT DO NOTHING
