#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Grades submissions with GNU parallel, on this machine or on several:
#
#   grade-parallel.sh LIST RUBRIC STATE [options of parallel, such as --jobs 8 --sshloginfile nodes]
#
# LIST has one submission on each line. STATE is a folder that all machines share; it holds one small file
# for each finished submission, so that a run that was cut short can simply be started again.
set -euo pipefail
list=$1 rubric=$2 state=$3
shift 3
mkdir -p "$state"

# parallel counts the jobs that ended with another code than 0; 1 says only that points are missing.
grade_one() {
  "${LECTERN:-lectern}" grade "$1" --rubric "$2" --state "$3" --jobs 1 || (($? == 1))
}
export -f grade_one

SHELL=$(command -v bash) parallel --env LECTERN --env grade_one --joblog "$state/parallel.log" \
  "$@" grade_one {} "$rubric" "$state" :::: "$list"
