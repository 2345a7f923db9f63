"""The key holder as a process of its own, asked over a Unix domain socket (P66, P82).

roles, rights   who asks, and what each of them may have
limits, tally   how much in a minute, and what is said about it when it was more
tokens          how a caller shows who it is
wire, answers   what is said, byte for byte; codes: how it says no
channel         frames on a socket
place           the socket's file: short enough, private, one holder's alone
service         a call decided, counted and answered; server: for many callers at once
client          the `Holder` of everybody else
"""
