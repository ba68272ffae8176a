#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Collects the photographs and textures that the encoder "tiny" is distilled from, out of Debian packages (docs/TINY.md lists them with
# their licences). Nothing is installed.
#   trainer/src/distill/photographs.sh OUT     about 1.6 GB are fetched into OUT.packages, 0.5 GB of pictures end up in OUT
# Needs: apt (Debian 12, so that the packages are the same), dpkg, unzip.
set -euo pipefail

[ $# -eq 1 ] || { echo "usage: $0 OUT" >&2; exit 2; }
for tool in apt-get dpkg unzip; do
  command -v "$tool" >/dev/null || { echo "$0: $tool is missing; on Debian: apt-get install apt dpkg unzip" >&2; exit 1; }
done
mkdir -p "$1" "$1.packages"
out=$(cd "$1" && pwd)
packages=$(cd "$1.packages" && pwd)

# take PACKAGE FOLDER MOST: at most so many pictures, evenly out of all in the order of their paths; no normal maps, icons, masks
take() {
  local root=$packages/$1 listed
  if [ ! -d "$root" ]; then
    (cd "$packages" && apt-get download "$1")
    dpkg -x "$packages/$1"_*.deb "$root"
    rm "$packages/$1"_*.deb
    find "$root" -name '*.pk3' -exec unzip -q -o {} 'textures/*.jpg' 'textures/*.png' -d "$root/x" ';'
  fi
  mkdir -p "$out/$1"
  local number=0
  find "$root/$2" -type f '(' -iname '*.jpg' -o -iname '*.jpeg' -o -iname '*.png' ')' -size +20k \
    ! -iname '*norm*' ! -iname '*gloss*' ! -iname '*bump*' ! -iname '*_n.*' ! -iname '*local.*' ! -iname '*icon*' \
    ! -iname '*splat*' ! -iname '*alpha*' ! -iname '*screenshot*' \
    | LC_ALL=C sort \
    | awk -v most="$3" '{ path[NR] = $0 } END { step = NR > most ? NR / most : 1; for (i = 1; i <= NR; i += step) print path[int(i)] }' \
    | while IFS= read -r listed; do
        number=$((number + 1))
        cp "$listed" "$out/$1/$(printf %04d "$number").${listed##*.}"
      done
  echo "$1 $(find "$out/$1" -type f | wc -l)"
}

take nexuiz-textures x 450
take supertuxkart-data usr/share/games/supertuxkart/data 400
take torcs-data usr/share/games/torcs 120
take tuxpaint-stamps-default usr/share/tuxpaint/stamps 250
take opencv-doc usr/share/doc/opencv-doc/examples 100
take endless-sky-data usr/share/games/endless-sky/images/land 270
take plasma-workspace-wallpapers usr/share 40
take mate-backgrounds usr/share 40
take lxqt-themes usr/share 30
take ukui-wallpapers usr/share 20
take propaganda-debian usr/share 30
take python3-skimage usr/lib 40
take krita-data usr/share/krita/patterns 40
take cube2-data usr/share/games/cube2/packages 150
take openclipart-png usr/share/openclipart/png 250
