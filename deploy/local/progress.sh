# One line per step with its duration; when a step fails, its own words and what to do. Sourced after lib.sh.
# The caller defines failure_hint, which prints the latter.
# shellcheck shell=bash

STEP=0
STEPS=0

# Runs in a process of its own with errexit on: bash ignores errexit inside a condition, and a half-done step must not count as done.
step() { # step <label> <word for success> <function and arguments…>
  local label="$1" done_word="$2" begin="$EPOCHREALTIME" out code=0
  shift 2
  out="$(mktemp)"
  STEP=$((STEP + 1))
  printf '[%2d/%d] %s ' "$STEP" "$STEPS" "$(dotted "$label")"
  set +e
  (set -e; "$@") >"$out" 2>&1
  code=$?
  set -e
  if [ "$code" = 0 ]; then
    # A step may say in its last line, marked by =, what it did instead of the usual.
    if grep -q '^= ' "$out"; then done_word="$(sed -n 's/^= //p' "$out" | tail -n 1)"; fi
    printf '%s in %s s\n' "$done_word" "$(seconds "$begin")"
    rm -f "$out"
    return 0
  fi
  printf 'FAILED after %s s\n' "$(seconds "$begin")"
  sed -e '/./,$!d' -e 's/^/  /' "$out" >&2
  rm -f "$out"
  printf '\n%s\n' "$(failure_hint)" >&2
  exit 1
}

dotted() { # a label filled up with dots to a common width
  local fill='…………………………………………………………'
  printf '%s %s' "$1" "${fill:0:$((34 - ${#1}))}"
}
