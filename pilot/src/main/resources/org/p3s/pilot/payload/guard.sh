# Runs a payload, $@, and sees to it that the payload does not outlive its pilot: standard input is
# a pipe that only the pilot holds open, so its end is the pilot's end, also after kill -9.
# TERM goes to the whole session; this shell outlives it to hand on the payload's exit code.
trap : TERM INT HUP
exec 3<&0 </dev/null
(
  trap '' TERM INT HUP
  exec >/dev/null 2>&1
  read -r nothing <&3
  read -r me rest </proc/self/stat
  for round in 1 2 3; do
    for file in $(grep -lF "P3S_SCRATCH=$P3S_SCRATCH" /proc/[0-9]*/environ); do
      pid=${file#/proc/}
      pid=${pid%/environ}
      [ "$pid" = "$me" ] || kill -KILL "$pid"
    done
  done
  kill -KILL -- "-$$"
) &
guard=$!
"$@" 3<&-
code=$?
kill -KILL "$guard"
exit "$code"
