DELETE FROM people.throttle WHERE until <= %(now)s
