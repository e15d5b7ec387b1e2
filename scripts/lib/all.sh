# shellcheck shell=bash
# Sources every shared piece; scripts source this one file.
for piece in common packages frontend build servers; do
  # shellcheck source=/dev/null
  . "$(dirname "${BASH_SOURCE[0]}")/$piece.sh"
done
unset piece
