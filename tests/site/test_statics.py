"""Static files: served with the package, of this origin, the font with its licence."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

STATIC = Path(str(files("keepword.site").joinpath("static/keepword")))


def test_the_font_is_shipped_with_its_licence() -> None:
    licence = (STATIC / "fonts/Pretendard-LICENSE.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    weights = {path.name.split("-")[1].split(".")[0] for path in STATIC.glob("fonts/*.woff2")}
    assert weights == {"Regular", "SemiBold", "Bold"}


@pytest.mark.parametrize("sheet", sorted(STATIC.glob("*.css")), ids=lambda p: p.name)
def test_a_stylesheet_asks_for_nothing_but_files_beside_it(sheet: Path) -> None:
    text = sheet.read_text(encoding="utf-8")
    assert "@import" not in text
    assert "//" not in re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    for address in re.findall(r'url\("?([^")]+)"?\)', text):
        assert (sheet.parent / address).is_file()


@pytest.mark.parametrize("sheet", ["base", "layout", "components"])
def test_colours_are_named_in_the_tokens_only(sheet: str) -> None:
    text = (STATIC / f"{sheet}.css").read_text(encoding="utf-8")
    assert re.findall(r"#[0-9a-f]{3,8}\b", text) == []


def test_every_class_that_a_page_uses_is_styled_or_gone() -> None:
    templates = Path(str(files("keepword.site").joinpath("templates")))
    css = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.css"))
    js = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("js/*.js"))
    used = {
        name
        for path in templates.rglob("*.html")
        for value in re.findall(r'class="([^"{}]+)"', path.read_text(encoding="utf-8"))
        for name in value.split()
    }
    styled = set(re.findall(r"\.([a-z][\w-]*)", css))
    assert used - styled - set(re.findall(r"[\w-]+", js)) == set()


def test_scripts_are_found_by_the_names_they_call_each_other() -> None:
    for script in STATIC.glob("js/*.js"):
        for name in re.findall(r'from "\./([\w.-]+)"', script.read_text(encoding="utf-8")):
            assert finders.find(f"keepword/js/{name}")
