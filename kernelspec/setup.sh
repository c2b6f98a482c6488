# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The set-up that ./kernelspec/lab and ./kernelspec/test share; each step does nothing when its work is done.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=$root/.venv
programs=$root/.build/release

say() { printf '%s\n' "$*"; }

# Ends the script with a message on the standard error.
fail() {
  printf '\n' >&2
  printf '%s\n' "$@" >&2
  exit 1
}

# Ends the script because of a wrong command line.
misuse() {
  printf '%s\n\n' "$1" >&2
  usage >&2
  exit 2
}

# --- System packages -------------------------------------------------------------------------------

system_packages=(
  libzmq3-dev libsodium-dev libopenblas-dev libpng-dev libcairo2-dev zlib1g-dev
  pkg-config fonts-dejavu-core
)
# What other distributions call the libraries, as pkg-config knows them.
system_libraries=(libzmq libsodium openblas libpng cairo zlib)

has_package() { [[ $(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null) == ii* ]]; }

# Runs apt-get with the rights that this account has; returns 1 where it has none.
run_apt() {
  local -a rights=()
  if [[ $(id -u) != 0 ]]; then
    if ! { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }; then return 1; fi
    rights=(sudo -n)
  fi
  say "Installing with apt: $*"
  # Stale or absent package lists are common on fresh machines; a failing update alone is no reason to stop.
  "${rights[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update || true
  "${rights[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq install -y --no-install-recommends "$@" >/dev/null
}

missing_packages() {
  local package
  for package in "$@"; do has_package "$package" || printf '%s\n' "$package"; done
}

# Installs what is missing, or names exactly the command that does.
ensure_packages() {
  local -a missing
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  run_apt "${missing[@]}" || fail \
    "System packages are missing. Run this and then the same command again:" \
    "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}"
}

# Without apt the libraries can only be looked for.
require_libraries() {
  local library
  local -a missing=()
  command -v pkg-config >/dev/null || fail "pkg-config is missing: install it with your package manager."
  for library in "${system_libraries[@]}"; do
    pkg-config --exists "$library" || missing+=("$library")
  done
  ((${#missing[@]} == 0)) || fail \
    "Libraries with their headers are missing: ${missing[*]}." \
    "Install them with your package manager (their names there often end in -devel), and a sans-serif font."
}

ensure_system() {
  if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
    local -a wanted=("${system_packages[@]}")
    "$python" -c 'import ensurepip, venv' 2>/dev/null || wanted+=(python3-venv)
    ensure_packages "${wanted[@]}"
  else
    require_libraries
  fi
}

# --- Swift and Python ------------------------------------------------------------------------------

require_swift() {
  command -v swift >/dev/null || fail \
    "Swift is missing. Get a toolchain, 6.0 or newer, from https://www.swift.org/install/linux/," \
    "put its usr/bin folder on PATH, and run the same command again."
  local version
  version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' | head -n 1)
  [[ -n $version ]] || fail "\`swift --version\` does not work: $(swift --version 2>&1 | head -n 3)"
  ((${version%%.*} >= 6)) || fail \
    "Swift $version is too old: 6.0 is needed. Get it from https://www.swift.org/install/linux/."
  [[ -n ${LECTERN_TOOLCHAIN:-} ]] || find_toolchain
}

# Asks the compiler where it lives, because the `swift` on PATH may be only a proxy.
find_toolchain() {
  local resources
  resources=$(swiftc -print-target-info 2>/dev/null \
    | sed -nE 's/.*"runtimeResourcePath" *: *"(.*)\/lib\/swift".*/\1/p' | head -n 1)
  [[ -n $resources ]] || fail "The toolchain's folder cannot be found: set LECTERN_TOOLCHAIN to its \`usr\` folder."
  export LECTERN_TOOLCHAIN=$resources
}

require_python() {
  local candidate
  for candidate in "${PYTHON:-python3}" python3.13 python3.12 python3.11 python3.10 python3.9; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null; then
      python=$candidate
      return
    fi
  done
  fail "Python 3.9 or newer is missing (it runs JupyterLab, never your cells)." \
    "Install it with your package manager, for example: sudo apt-get install -y python3 python3-venv"
}

# --- The private Python environment ----------------------------------------------------------------

# What the environment has to hold, and where: a moved checkout needs a new environment.
requirements_stamp() {
  { printf '%s\n' "$root"; "$python" --version; cat "$root"/kernelspec/requirements-*.txt; } | sha256sum
}

# Brings the environment to the packages of a requirements file; needs no network when they are there.
ensure_environment() {
  local file=$root/kernelspec/requirements-$1.txt stamp=$venv/lectern-$1.stamp wanted
  wanted=$(requirements_stamp)
  [[ -f $stamp && $(<"$stamp") == "$wanted" ]] && return
  if [[ ! -x $venv/bin/python ]] || ! "$venv/bin/python" -m pip --version &>/dev/null \
    || ! head -n 1 "$venv/bin/pip" | grep -qF "$venv/"; then
    say "Making a Python environment in .venv"
    "$python" -m venv --clear "$venv" || fail "A Python environment cannot be made in $venv."
  fi
  say "Installing the packages of kernelspec/requirements-$1.txt from PyPI"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$file" || fail \
    "Packages from PyPI could not be installed: see above. Is there a network?" \
    "Behind a mirror or a proxy, set PIP_INDEX_URL or HTTPS_PROXY."
  printf '%s\n' "$wanted" >"$stamp"
  # The packages of the tests contain those of the lab.
  [[ $1 != test ]] || printf '%s\n' "$wanted" >"$venv/lectern-lab.stamp"
}

# --- The kernel ------------------------------------------------------------------------------------

build_release() {
  [[ -x $programs/lectern ]] || say "Building Lectern: the first time takes a few minutes"
  swift build --package-path "$root" --scratch-path "$root/.build" -c release --quiet \
    || fail "The build failed: see above."
}

install_stamp() {
  { printf '%s\n' "$LECTERN_TOOLCHAIN"; swift --version 2>/dev/null
    sha256sum "$programs"/lectern{,-compiler,-session} "$programs/libGenerative.so" \
      "$root"/kernelspec/{kernel.json.in,logo-*}; } | sha256sum
}

# Makes the kernel named swift known to the environment's Jupyter.
install_kernel() {
  local stamp=$venv/lectern-kernel.stamp wanted
  wanted=$(install_stamp)
  [[ -f $stamp && $(<"$stamp") == "$wanted" && -f $venv/share/jupyter/kernels/swift/kernel.json ]] && return
  "$programs/lectern" install --sys-prefix "$venv" \
    || fail "The kernel could not be installed. \`$programs/lectern doctor\` may tell more."
  printf '%s\n' "$wanted" >"$stamp"
}

# Tells this environment's Python tools what Swift is: parameters for papermill, scripts and pages for nbconvert.
install_python_side() {
  local stamp=$venv/lectern-python.stamp wanted
  wanted=$(cd "$root/kernelspec" && find python nbconvert -type f ! -name '*.pyc' -print0 | sort -z \
    | xargs -0 sha256sum | sha256sum)
  [[ -f $stamp && $(<"$stamp") == "$wanted" ]] && return
  # An earlier set-up wrote this file by itself, and it would win over the new one.
  rm -f "$venv/etc/jupyter/jupyter_nbconvert_config.json"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-index \
    "$root/kernelspec/python" || fail "What Jupyter's Python tools need could not be installed: see above."
  printf '%s\n' "$wanted" >"$stamp"
}

# Does the whole set-up for `lab` or `test`.
set_up() {
  require_swift
  require_python
  ensure_system
  ensure_environment "$1"
  build_release
  install_kernel
  install_python_side
  # The environment's own kernel comes before one of the same name in the account's folder.
  export JUPYTER_PREFER_ENV_PATH=1
}
