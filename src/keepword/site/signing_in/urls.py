"""Addresses: Signing in and out, passwords."""

from __future__ import annotations

from django.urls import path

from keepword.site.signing_in import entering, passwords, second

urlpatterns = [
    path("<language:language>/sign-in/", entering.sign_in, name="sign-in"),
    path("<language:language>/sign-in/code/", second.code, name="sign-in-code"),
    path("<language:language>/sign-in/device/", second.device, name="sign-in-device"),
    path("<language:language>/sign-out/", entering.sign_out, name="sign-out"),
    path("<language:language>/password/forgotten/", passwords.forgotten, name="password-forgotten"),
    path("<language:language>/password/new/", passwords.renew, name="password-new"),
    path("<language:language>/me/password/", passwords.own, name="me-password"),
]
