#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Starts the server on its data directory; the first time with an account that has a scan to look at.
set -eu
cd "$(dirname "$0")/.."
program=build/release/scanetrix
export SCANETRIX_DATA_DIR="${SCANETRIX_DATA_DIR:-$PWD/data}"
export SCANETRIX_LISTEN="${SCANETRIX_LISTEN:-127.0.0.1:5000}"
account="$SCANETRIX_DATA_DIR/demonstration-account.txt"
template=/usr/share/mricron/templates/ch2better.nii.gz

if [ ! -e "$SCANETRIX_DATA_DIR/scanetrix.db" ]; then
  mkdir -p "$SCANETRIX_DATA_DIR"
  echo "First start: importing a scan to look at."
  password=$($program users add demo@scanetrix.example --name Demonstration </dev/null)
  $program import "$template" --user demo@scanetrix.example --name "Brain template (Colin 27)" >/dev/null
  (umask 077 && printf 'demo@scanetrix.example\n%s\n' "$password" >"$account")
fi

echo
echo "  Scanetrix: http://$SCANETRIX_LISTEN"
if [ -e "$account" ]; then
  echo "  Sign in as $(sed -n 1p "$account") with the password $(sed -n 2p "$account")"
  echo "  or make an account of your own; the first one is the administrator's."
fi
echo "  Everything is kept in $SCANETRIX_DATA_DIR. End with Ctrl-C."
echo
exec $program serve
