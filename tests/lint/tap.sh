# shellcheck shell=sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# TAP from shell, to be sourced.

tap_count=0

# tap_result STATUS NAME
tap_result ()
{
  tap_count=$((tap_count + 1))
  if [ "$1" -eq 0 ]; then
    echo "ok $tap_count $2"
  else
    echo "not ok $tap_count $2"
  fi
}

# tap_skip NAME REASON
tap_skip ()
{
  tap_count=$((tap_count + 1))
  echo "ok $tap_count $1 # SKIP $2"
}

# tap_empty NAME TEXT: passes if the text is empty, else shows it.
tap_empty ()
{
  if [ -z "$2" ]; then
    tap_result 0 "$1"
  else
    tap_diagnose "$2"
    tap_result 1 "$1"
  fi
}

tap_diagnose ()
{
  printf '%s\n' "$1" | sed 's/^/# /'
}

# tap_run NAME COMMAND...: passes if it succeeds, else shows what it wrote.
tap_run ()
{
  tap_name=$1
  shift
  tap_status=0
  tap_output=$("$@" 2>&1) || tap_status=$?
  [ "$tap_status" -eq 0 ] || tap_diagnose "$tap_output"
  tap_result "$tap_status" "$tap_name"
  return "$tap_status"
}

tap_done ()
{
  echo "1..$tap_count"
}
