# shellcheck shell=sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# A proxy or a player on a unix socket, to be sourced.

folder=
wireplay_pid=

# shellcheck disable=SC2317
clean_up ()
{
  trap - EXIT
  [ -z "$wireplay_pid" ] || kill -TERM "$wireplay_pid" 2> /dev/null || :
  [ -z "$folder" ] || rm -rf "$folder"
}

# A socket's path is short, and stands in a URI as it is.
make_folder ()
{
  case ${TMPDIR:-/tmp} in
    *[!A-Za-z0-9/._-]* | ?????????????????????????????????????????????????????????????????*)
      folder=$(mktemp -d /tmp/mo.XXXXXX)
      ;;
    *)
      folder=$(mktemp -d "${TMPDIR:-/tmp}/mo.XXXXXX")
      ;;
  esac
}

# start_wireplay OPTION...: sets $folder, and $socket once it listens there.
start_wireplay ()
{
  wireplay=$(command -v "${WIREPLAY:-wireplay}") || {
    echo "set WIREPLAY to the program of that name, BUILD/subprojects/wireplay/src/wireplay" >&2
    exit 2
  }
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  make_folder
  socket=$folder/socket
  mkfifo "$folder/out"
  "$wireplay" --listen "unix:$socket" "$@" < /dev/null > "$folder/out" 2> "$folder/log" &
  wireplay_pid=$!
  exec 3< "$folder/out"
  if ! read -r _ <&3; then
    cat "$folder/log" >&2
    exit 1
  fi
}

# Returns its status; what it had to say is in $folder/log.
stop_wireplay ()
{
  kill -TERM "$wireplay_pid" 2> /dev/null || :
  wireplay_status=0
  wait "$wireplay_pid" || wireplay_status=$?
  wireplay_pid=
  return "$wireplay_status"
}
