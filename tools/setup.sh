#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing to build (and with "test", to test; with "bench", to measure; with "models", to train) and says what it installs.
# Debian packages by apt; Node from the npm registry when there is none of at least 20.19.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-build}

packages="g++ cmake ninja-build ccache pkg-config ca-certificates
  libboost1.81-dev libboost-json1.81-dev libdcmtk-dev libsoci-dev libsqlite3-dev libsodium-dev libssl-dev
  libarchive-dev libblosc-dev libbz2-dev libdeflate-dev zlib1g-dev libpng-dev libjpeg62-turbo-dev libtiff-dev libopenjp2-7-dev libjxl-dev
  libcharls-dev libseccomp-dev libfmt-dev libspdlog-dev libexpected-dev libcli11-dev libtoml11-dev prometheus-cpp-dev
  libgtest-dev libgmock-dev libtorch-dev mricron-data"
if [ "$purpose" != build ] && [ "$purpose" != models ]; then
  packages="$packages clang-format chromium fonts-dejavu-core python3-numcodecs"
fi
if [ "$purpose" = tidy ]; then
  packages="$packages clang clang-tidy"
fi
if [ "$purpose" = bench ]; then
  packages="$packages dcm2niix pigz orthanc dcmtk libopenjp2-tools python3 time nginx-light wrk
    insighttoolkit5-examples invesalius-examples"
fi

node_is_new_enough() {
  command -v "$1" >/dev/null 2>&1 &&
    "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
}
own_node=build/node/bin/node
if ! node_is_new_enough node && ! node_is_new_enough "$own_node"; then
  packages="$packages npm"
fi

# Orthanc's and nginx's packages start a server of their own on installation, and again at every start of the machine.
# We only want the programs: policy-rc.d (Debian Policy 9.3.3) forbids the first, masked units the second.
keep_servers_still() {
  [ ! -d /run/systemd/system ] || $as_root systemctl mask --quiet orthanc.service nginx.service
  [ ! -e /usr/sbin/policy-rc.d ] || return 0
  printf '#!/bin/sh\nexit 101\n' | $as_root tee /usr/sbin/policy-rc.d >/dev/null
  $as_root chmod +x /usr/sbin/policy-rc.d
  trap '$as_root rm -f /usr/sbin/policy-rc.d' EXIT
}

missing=""
for package in $packages; do
  [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing="$missing $package"
done
if [ -n "$missing" ]; then
  echo "Installing from Debian:$missing"
  as_root=""
  [ "$(id -u)" = 0 ] || as_root=sudo
  $as_root apt-get update -qq
  mkdir -p build
  case "$missing" in *orthanc* | *nginx*) keep_servers_still ;; esac
  # shellcheck disable=SC2086 # One word a package.
  # unsafe-io: without a sync after each of many hundred small packages this takes a third of the time.
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends \
    -o Dpkg::Options::=--force-unsafe-io $missing >build/setup.log 2>&1 ||
    { tail -n 20 build/setup.log; echo "These packages could not be installed:$missing"; exit 1; }
  rm -f build/setup.log
fi

if ! node_is_new_enough node && ! node_is_new_enough "$own_node"; then
  case "$(uname -m)" in
    x86_64) platform=linux-x64 ;;
    aarch64) platform=linux-arm64 ;;
    *) echo "Node 20.19 or newer is needed, and the npm registry has none for $(uname -m)."; exit 1 ;;
  esac
  echo "Installing Node 22 and npm 10 from the npm registry into build/node (Debian 12's Node is $(node --version))"
  mkdir -p build/node/bin
  npm install --silent --no-audit --no-fund --prefix build/node "node-$platform@22" npm@10
  ln -sf "../node_modules/node-$platform/bin/node" build/node/bin/node
  ln -sf ../node_modules/npm/bin/npm-cli.js build/node/bin/npm
  ln -sf ../node_modules/npm/bin/npx-cli.js build/node/bin/npx
fi

# What the weights are trained on is only read, so it is unpacked and not installed: python3-skimage depends on another
# Boost than the one that we build with.
if [ "$purpose" = models ]; then
  mkdir -p build/packages
  for package in mricron-data python3-skimage; do
    [ ! -e "build/packages/usr/share/doc/$package" ] || continue
    echo "Fetching from Debian: $package"
    (cd build/packages && apt-get download -qq "$package" && dpkg-deb --extract "$package"_*.deb . && rm "$package"_*.deb)
  done
fi
