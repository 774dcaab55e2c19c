"""Training pictures: package, files inside it, share, licence. Only free ones; no evaluation picture."""

# (package, path patterns under its unpacked folder, weight in drawing, licences its files state)
SOURCES = [
    # Qt resource files holding WebP pictures: animals, monuments, places, paintings
    ("gcompris-qt-data", [f"**/rcc/{name}.rcc" for name in ("clickgame", "details", "erase", "explore_*")], 2,
     "CC-BY-SA-2.0 to 4.0, CC-BY, CC0, GFDL without invariant parts, public domain, GPL-3+"),
    ("lomiri-wallpapers-16.04", ["**/backgrounds/*"], 2, "CC-BY-SA-3.0/4.0, CC-BY-4.0"),
    ("lomiri-wallpapers-20.04", ["**/backgrounds/*"], 2, "CC-BY-SA-3.0/4.0, CC-BY-4.0"),
    ("tuxpaint-data", ["**/templates/*.jp*g"], 2, "GPL-2+"),
    ("python3-skimage", [f"**/skimage/data/{name}.*" for name in ("astronaut", "coffee", "chelsea", "rocket")], 2,
     "CC0, public domain"),
    ("python3-sklearn", ["**/datasets/images/*.jpg"], 2, "CC-BY-2.0"),
    ("palapeli-data", ["**/collection/*.jp*g"], 2, "public domain, GFDL without invariant parts"),
    ("npm-stdlib-*", ["package/data/*"], 1, "public domain, Getty Open Content (no conditions)"),
    ("mate-backgrounds", ["**/backgrounds/mate/nature/*", "**/backgrounds/mate/desktop/*"], 1,
     "GPL-2+, CC-BY-SA-4.0"),
    ("plasma-workspace-wallpapers", ["**/wallpapers/*/contents/images/*"], .5, "GPL-2+"),
    ("ukui-wallpapers", ["**/backgrounds/*"], .5, "CC-BY-SA-3.0"),
    ("gnome-backgrounds", ["**/backgrounds/gnome/*"], .5, "CC-BY-SA-2.0/3.0, CC-BY-2.0, GPL-2+"),
    ("tuxpaint-stamps-default", ["**/stamps/**/*.png"], .7, "GPL-2"),
    ("stellarium-data", ["**/landscapes/*/*", "**/scenery3d/**/*.jp*g"], .7, "GPL-2+"),
    ("supertuxkart-data", ["**/textures/**/*.jp*g", "**/tracks/**/*.jp*g"], .3,
     "CC-BY-SA-3.0/4.0, CC0, CC-BY-3.0, GPL, public domain"),
]
