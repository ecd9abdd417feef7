#!/usr/bin/env bash
# A box: network, mounts and root directory of its own, over this machine's programs, in place of a container. Prints "ready", lives as
# long as its standard input, and leaves nothing behind. Usage, inside `unshare --net --mount`: box.sh FOLDER, with
#   HOSTS      lines of /etc/hosts
#   MOUNTS     lines "source target ro|rw"
#   TMPFS      lines "target options"; without options, the mode of what it covers, as Docker does
#   READ_ONLY  true: everything else is read-only
set -euo pipefail
folder=$1
root=$folder/root
mkdir -p "$root"
mount -t tmpfs tmpfs "$folder"
mkdir "$folder"/{upper,work,root}
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/upper,workdir=$folder/work" "$root"
for shared in proc dev sys; do mount --rbind "/$shared" "$root/$shared"; done
# Of /tmp the box sees nothing.
mount -t tmpfs tmpfs -o mode=1777 "$root/tmp"
printf '127.0.0.1 localhost\n%s\n' "$HOSTS" > "$root/etc/hosts"
# Links lead to where they lead inside: /var/run is /run.
inside() { echo "$root$(chroot "$root" realpath -m "$1")"; }
while read -r source target mode; do
  [ -n "$source" ] || continue
  target=$(inside "$target")
  if [ -d "$source" ]; then mkdir -p "$target"; else mkdir -p "$(dirname "$target")"; touch "$target"; fi
  mount --bind "$source" "$target"
  [ "$mode" = rw ] || mount -o remount,bind,ro "$target"
done <<< "$MOUNTS"
while read -r target options; do
  [ -n "$target" ] || continue
  target=$(inside "$target")
  mkdir -p "$target"
  mount -t tmpfs tmpfs -o "${options:-mode=$(stat -c %a "$target")}" "$target"
done <<< "$TMPFS"
[ "$READ_ONLY" != true ] || mount -o remount,ro "$root"
ip link set lo up
echo ready
exec cat > /dev/null
