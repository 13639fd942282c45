#!/bin/sh
# Makes one environment a peer below a folder, from the pinned files beside this script: the peers
# need versions of the same libraries that exclude each other.
#
#     benchmarks/peers/make_environments.sh FOLDER [splink nomenklatura dedupe]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$1
shift
for peer in ${@:-splink nomenklatura dedupe}; do
    python3 -m venv "$folder/$peer"
    "$folder/$peer/bin/python" -m pip install --quiet --requirement "$here/$peer.txt"
done
