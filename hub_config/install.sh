#!/bin/sh
# Installs Learning Passport from the folder that this file lies in, without internet.
# Usage: sh install.sh [FOLDER]     (default: ~/learning-passport)
set -eu

# The bundle was written for this Python and this machine, and needs this much room when installed.
version="@VERSION@"
machine="@MACHINE@"
megabytes="@MEGABYTES@"

refuse() { printf '%s\n' "$*" >&2; exit 1; }

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
target=${1:-"$HOME/learning-passport"}

python=""
for name in "python$version" python3; do
  if command -v "$name" >/dev/null 2>&1 &&
     "$name" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$version')"; then
    python=$name
    break
  fi
done
[ -n "$python" ] ||
  refuse "Python $version is needed (on Debian 12: sudo apt install python3 python3-venv)."
[ "$(uname -m)" = "$machine" ] ||
  refuse "This bundle is for $machine machines; this one is $(uname -m). Write another bundle."
if [ -e "$target" ] && [ ! -e "$target/pyvenv.cfg" ] && [ -n "$(ls -A "$target")" ]; then
  refuse "$target holds other files. Name an empty folder: sh install.sh FOLDER"
fi

printf 'Checking the files ...\n'
(cd "$here" && sha256sum --check --quiet --strict SHA256SUMS) ||
  refuse "A file of this bundle is damaged; it is named above. Copy the bundle to the stick again."

printf 'Installing into %s ...\n' "$target"
mkdir -p -- "$target" || refuse "$target cannot be made. Name another folder."
free=$(df -Pm -- "$target" | awk 'NR == 2 { print $4 }')
[ "$free" -ge "$megabytes" ] ||
  refuse "$megabytes MB must be free on the disk of $target; $free MB are."
"$python" -m venv "$target" ||
  refuse "The venv module is missing (on Debian 12: sudo apt install python3-venv)."
# Exactly the packages of this bundle: no other version, no other file, no other place.
"$target/bin/python" -m pip --isolated --disable-pip-version-check install --quiet --no-index \
  --no-deps --require-hashes --find-links "$here/wheels" --requirement "$here/requirements.txt" ||
  refuse "The installation failed; the reason stands above. Nothing else was changed."

printf 'Done. Start the lab:\n  %s/bin/learning-passport lab start\n' "$target"
