#!/usr/bin/env bash
# Prepares this checkout. Usage: scripts/setup.sh [run|check|demo|test]
#   run   npm packages (Node 24 comes with them)
#   check only the linter of the Python code (npm run check starts it, so npm packages are there)
#   demo  also Orthanc with its DICOMweb plugin, and the OHIF viewer
#   test  also PostgreSQL, the DICOM validators, a browser, the Python oracles and linter, and PyTorch for the tests of training/
# Installs missing Debian packages as root or through sudo; else names what is missing and exits with 3.
# All output goes to stderr.
set -euo pipefail
cd "$(dirname "$0")/.."
purpose=${1:-run}
exec 1>&2

npm_packages() {
  command -v npm >/dev/null || { echo "lungtrace needs Node.js 20 or newer with npm: apt-get install nodejs npm, or https://nodejs.org"; exit 3; }
  if [ ! -x node_modules/.bin/node ] || ! cmp -s package-lock.json node_modules/.lungtrace-lock; then
    echo "Installing npm packages (npm ci) ..."
    npm ci --no-audit --no-fund --loglevel=error
    cp package-lock.json node_modules/.lungtrace-lock
  fi
}

debian_packages() {
  local missing=()
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if sudo -n true 2>/dev/null; then as_root=(sudo -n); else as_root=(false); fi
  fi
  if ! command -v apt-get >/dev/null || [ "${as_root[0]:-}" = false ]; then
    echo "Missing on this machine: ${missing[*]}"
    echo "Install them (Debian/Ubuntu: sudo apt-get install ${missing[*]}), or use Docker: docker compose up"
    exit 3
  fi
  echo "Installing Debian packages: ${missing[*]} ..."
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

python_packages() { # REQUIREMENTS: a file with pinned packages
  local installed=.venv/.${1//\//-}
  cmp -s "$1" "$installed" && return
  echo "Installing the Python packages of $1 into .venv ..."
  [ -x .venv/bin/python ] || /usr/bin/python3 -m venv .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$1"
  cp --remove-destination "$1" "$installed"
}

[ "$purpose" = check ] || npm_packages
case $purpose in
  run) ;;
  check)
    debian_packages python3-venv
    python_packages training/requirements-lint.txt
    ;;
  demo)
    debian_packages orthanc orthanc-dicomweb
    bash scripts/fetch-ohif.sh
    ;;
  test)
    debian_packages orthanc orthanc-dicomweb postgresql dcmtk dicom3tools chromium poppler-utils openssl python3-venv \
      iproute2 systemd python3-torch python3-onnx python3-pytest python3-scipy python3-pil
    python_packages test/oracles/requirements.txt
    python_packages training/requirements-lint.txt
    bash scripts/fetch-ohif.sh
    ;;
  *) echo "usage: scripts/setup.sh [run|check|demo|test]"; exit 2 ;;
esac
