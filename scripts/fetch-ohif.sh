#!/usr/bin/env bash
# Puts the OHIF viewer into vendor/ohif, ready to be served under /viewer: npm package checked against a pinned hash, files that
# need the internet or serve other purposes left out, root paths moved to /viewer/, compressed copies beside the large files.
# Does nothing when it is already there. Says what it does on stderr.
set -euo pipefail
cd "$(dirname "$0")/.."
exec 1>&2

version=3.13.2
integrity=sha512-WZdxmpmG7rqFgW9ZJLcbgr3XCtLi1KDNPoMaeY5PPe6j4G4fjEjjkycZM6C6Zk2F87BKxFfpq+jd5xXZB9E8EA==
folder=vendor/ohif
stamp="$version $(cksum < scripts/fetch-ohif.sh)"

[ "$(cat "$folder/.stamp" 2>/dev/null || true)" = "$stamp" ] && exit 0

mkdir -p vendor
work=$(mktemp -d vendor/.ohif-XXXXXX)
trap 'rm -rf "$work"' EXIT

echo "Fetching the OHIF viewer $version ..."
npm pack "@ohif/app@$version" --silent --pack-destination "$work" >/dev/null
archive=$work/ohif-app-$version.tgz
found=sha512-$(node -e 'process.stdout.write(crypto.createHash("sha512").update(fs.readFileSync(process.argv[1])).digest("base64"))' "$archive")
if [ "$found" != "$integrity" ]; then
  echo "The package @ohif/app@$version is not the expected one: $found instead of $integrity"
  exit 1
fi

tar -xzf "$archive" -C "$work" --exclude='*.map' --exclude='package/dist/ort' --exclude='package/dist/dicom-microscopy-viewer' \
  --exclude='package/dist/assets' --exclude='package/dist/customizations' package/dist package/LICENSE
dist=$work/package/dist
mv "$work/package/LICENSE" "$dist/LICENSE"
# Our own page, configuration and no service worker: see src/web/viewer.
rm -f "$dist"/{index.html,app-config.js,google.js,oidc-client.min.js,silent-refresh.html,init-service-worker.js,sw.js,manifest.json,serve.json,_headers,_redirects}
rm -f "$dist"/{es6-shim.min.js,polyfill.min.js}
sed -i 's#__webpack_require__\.p = "/";#__webpack_require__.p = "/viewer/";#' "$dist"/*.js
sed -i 's#url(/#url(/viewer/#g' "$dist"/*.css
if ! grep -q '__webpack_require__\.p = "/viewer/";' "$dist"/app.bundle.*.js; then
  echo "The OHIF bundle does not name its root path where expected"
  exit 1
fi
find "$dist" -type f \( -name '*.js' -o -name '*.css' -o -name '*.wasm' -o -name '*.svg' \) -size +1k -exec gzip -k -n {} +

echo "$stamp" > "$dist/.stamp"
rm -rf "$folder"
mv "$dist" "$folder"
