"""Training pictures: package, files inside it, licence. Only free packages; no evaluation picture."""

# (package, path patterns under its unpacked folder, licence as its copyright file states it)
SOURCES = [
    ("gnome-backgrounds", ["**/backgrounds/gnome/*"], "CC-BY-SA-3.0"),
    ("mate-backgrounds", ["**/backgrounds/mate/nature/*", "**/backgrounds/mate/desktop/*"], "GPL-2+, CC-BY-SA-4.0"),
    ("plasma-workspace-wallpapers", ["**/wallpapers/*/contents/images/*"], "LGPL-3, CC-BY-SA-4.0"),
    ("ukui-wallpapers", ["**/backgrounds/*"], "GPL-3+, CC-BY-SA"),
    ("tuxpaint-stamps-default", ["**/stamps/**/*.png"], "GPL-2+, public domain"),
    ("stellarium-data", ["**/landscapes/*/*", "**/scenery3d/**/*.jp*g"], "GPL-2+, CC-BY-SA, free-art"),
    ("supertuxkart-data", ["**/textures/**/*.jp*g", "**/tracks/**/*.jp*g"], "GPL-3+, CC-BY-SA-3.0, CC0"),
    ("palapeli-data", ["**/collection/*.jp*g"], "GPL-2+, CC-BY-SA"),
    ("npm-stdlib-*", ["package/data/*"], "public domain"),
]
