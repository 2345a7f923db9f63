"""Whether a password will do: long enough, and not among those that everybody tries first."""

from __future__ import annotations

from keepword.policy.values.faults import TOO_COMMON, ValueFault, too_long, too_short

SHORTEST, LONGEST = 10, 128
"""Characters."""

# The commonest that are long enough: rows of keys, counting, and Korean words typed on Latin keys.
_WORDS = """
0123456789 1234567890 0987654321 9876543210 12345678910 123456789a a123456789 123456789q
q123456789 1234567891 1234567899 1122334455 1231231234 1234512345 123123123a 0000000001 qwertyuiop
qwertyuiop1 qwerty1234 qwerty12345 qwerty123456 qwer123456 qwerasdfzxcv asdfghjkl1 asdf123456
asdfasdf12 asdfqwer1234 zxcvbnm123 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4t5 q1w2e3r4t5y6 1qaz2wsx3edc
qazwsxedcrfv abcdefghij abcdefghijk abcd123456 abcde12345 abc1234567 abcabcabc1 password12
password123 password1234 password12345 password01 passw0rd12 passw0rd123 mypassword p@ssw0rd123
p@ssword123 iloveyou12 iloveyou123 iloveyou1234 welcome123 welcome1234 letmein123 letmein1234
admin12345 admin123456 administrator superman123 football123 princess123 sunshine123 changeme123
computer123 internet123 test123456 testtest12 samsung1234 hospital123 asanmedical seoulasan1
asan123456 asan1234567 koreakorea korea12345 sarang1234 saranghae1 saranghae12 saranghae123
tkfkdgo123 tkfkdgo1234 dkssudgktpdy qlalfqjsgh qlalfqjsgh1 dkssud1234 gkstkfka12
"""
_COMMON = frozenset(_WORDS.split())


def fault_of(password: str) -> ValueFault | None:
    """What is wrong with a prepared password; None if it will do (P81)."""
    if len(password) > LONGEST:
        return too_long(LONGEST)
    if len(password) < SHORTEST:
        return too_short(SHORTEST)
    plain = "".join(password.casefold().split())
    if plain in _COMMON or len(set(plain)) < 3:
        return TOO_COMMON
    return None
