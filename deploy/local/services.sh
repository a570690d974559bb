# shellcheck shell=bash
uses_other_mysql() { [ -n "${FD_MYSQL:-}" ]; }
prepare_services() { :; }
why_not_ready() { :; }
