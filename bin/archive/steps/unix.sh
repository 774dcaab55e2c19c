#!/bin/sh
# Firstpass: @VERB@ for the user who runs this. Needs nothing but this folder, and no administrator.
set -eu

for argument do
  shift
  if [ "$argument" = --as-root ]; then as_root=yes; else set -- "$@" "$argument"; fi
done

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
node="$here/runtime/node"

# With sudo, everything would go to another account than that of the person who sits here.
if [ "$(id -u)" = 0 ] && [ "${as_root:-no}" = no ]; then
  owner=$(@OWNER@ "${HOME:-/nowhere}" 2>/dev/null || echo nobody)
  if [ "${SUDO_UID:-0}" != 0 ] || [ "$owner" != 0 ]; then
    echo "Firstpass is for one user's account and needs no administrator: run this again without sudo." >&2
    echo "Where root's own account is meant, add --as-root." >&2
    exit 1
  fi
fi
@PREPARE@
# What the user has set for other programs on Node is not meant for this one.
unset NODE_OPTIONS NODE_PATH

if ! "$node" --version >/dev/null 2>&1; then
  echo "Firstpass can't start here: this archive is for @NEEDS@." >&2
  echo "If that is what you have, unpack the archive again, on a disk from which programs may be run." >&2
  exit 1
fi

exec "$node" "$here/app/bin/firstpass.js" @VERB@ "$@"
