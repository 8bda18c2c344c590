# shellcheck shell=sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Running a program so that a signal reaches it, to be sourced: a shell that waits for a program in
# the foreground runs its traps only when that has ended.

# shellcheck disable=SC2034
interrupted=

# run_child PROGRAM [ARGUMENT...]: runs it and returns its status; $interrupted is set by a signal.
# A shell ignores SIGINT in what it starts in the background, which env undoes where it can.
run_child ()
{
  if env --default-signal=INT,QUIT true 2> /dev/null; then
    env --default-signal=INT,QUIT "$@" <&0 &
  else
    "$@" <&0 &
  fi
  child=$!
  trap 'interrupted=1' INT
  trap 'interrupted=1; kill -TERM "$child" 2> /dev/null || :' TERM HUP
  while :; do
    child_status=0
    wait "$child" || child_status=$?
    kill -0 "$child" 2> /dev/null || break
  done
  trap - INT TERM HUP
  return "$child_status"
}
