#!/usr/bin/env bash
# Prepares this checkout. Usage: scripts/setup.sh [run|demo|test]
#   run   npm packages (Node 24 comes with them)
#   demo  and Orthanc with its DICOMweb plugin, and the OHIF viewer
#   test  and PostgreSQL, the DICOM validators, a browser, the Python oracles and PyTorch for the training's tests
# Installs what is missing from Debian's packages as root or through sudo; else names what is missing and ends with 3.
# Everything it says goes to stderr.
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

python_oracles() {
  local wanted=test/oracles/requirements.txt
  if ! cmp -s "$wanted" .venv/.requirements.txt; then
    echo "Installing the Python oracles (pydicom, highdicom) into .venv ..."
    /usr/bin/python3 -m venv --clear .venv
    .venv/bin/pip install --quiet --disable-pip-version-check -r "$wanted"
    cp "$wanted" .venv/.requirements.txt
  fi
}

npm_packages
case $purpose in
  run) ;;
  demo)
    debian_packages orthanc orthanc-dicomweb
    bash scripts/fetch-ohif.sh
    ;;
  test)
    debian_packages orthanc orthanc-dicomweb postgresql dcmtk dicom3tools chromium poppler-utils openssl python3-venv \
      python3-torch python3-onnx python3-pytest python3-scipy python3-pil
    python_oracles
    bash scripts/fetch-ohif.sh
    ;;
  *) echo "usage: scripts/setup.sh [run|demo|test]"; exit 2 ;;
esac
