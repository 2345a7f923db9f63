"""What runs Keepword: settings, the embedded PostgreSQL, the supervisor, health, the doctor.

Three rules hold in this room:

* Configuration comes from the environment and is read in one place, `config`.
* Who is alive is asked of the kernel: locks (`locks`) that it drops when their holder dies, and
  marks (`processes`) that only our own processes carry. Nothing is ended on a number alone.
* Nothing personal is written to a log; `logs` lets only known fields through.
"""
