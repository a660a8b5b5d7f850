#!/usr/bin/env bash
# Copies the wanted folders of the default branch into the current folder.
set -euo pipefail

refuse() {
  echo "checkout refused: $1" >&2
  exit 1
}

[[ "${WANTED_REPOSITORY:-$GITHUB_REPOSITORY}" == "$GITHUB_REPOSITORY" ]] ||
  refuse "$WANTED_REPOSITORY is another repository"
[[ "$KEEP_CREDENTIALS" == false ]] || refuse "the token would stay in the work tree"

# The token travels in the environment of git, so it stands in no file and in no argument.
secret=$(printf 'x-access-token:%s' "$TOKEN" | base64 | tr -d '\n')
export GIT_TERMINAL_PROMPT=0 GIT_CONFIG_COUNT=1
export GIT_CONFIG_KEY_0=http.extraHeader GIT_CONFIG_VALUE_0="Authorization: Basic $secret"

url="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY.git"
default=$(git ls-remote --symref "$url" HEAD | sed -n 's|^ref: refs/heads/\(.*\)\tHEAD$|\1|p')
[[ "$WANTED_REF" == "$default" ]] || refuse "'$WANTED_REF' is not the default branch"

git clone --quiet --depth 1 --no-tags --sparse --branch "$default" "$url" .
git sparse-checkout set --stdin <<<"$WANTED_FOLDERS"
