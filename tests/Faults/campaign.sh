#!/usr/bin/env bash
# Random faults, two at once, under load: see README.md.
#
#   bash tests/Faults/campaign.sh [--minutes 60] [--seed 1] [--orders 0] [--rate 12] [--check-every 10] [--report file]
exec bash "$(dirname "${BASH_SOURCE[0]}")/run.sh" campaign "$@"
