#!/usr/bin/env bash
# Prints where Chromium is, or fails.
for name in "${FD_CHROMIUM:-}" chromium chromium-browser google-chrome; do
  if [ -n "$name" ] && command -v "$name"; then exit 0; fi
done
exit 1
