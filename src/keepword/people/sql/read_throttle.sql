SELECT tries, until FROM people.throttle WHERE counted = %(counted)s
