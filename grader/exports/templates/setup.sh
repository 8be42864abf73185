#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the container of an assignment.
set -euo pipefail

root=${AUTOGRADER_ROOT:-/autograder}
cd "$root/source"
source ./settings.sh

apt-get update
apt-get install --yes --no-install-recommends python3-pip
PIP_BREAK_SYSTEM_PACKAGES=1 python3 -m pip install uv

# not below /root, which the user that runs a submission cannot enter
UV_PYTHON_INSTALL_DIR=/opt/python uv venv --python 3.12 /opt/welldone
uv pip install --python /opt/welldone/bin/python "$requirement"

# the user that runs a submission reads what is released, and neither the solution nor a hidden check
find . -type d -exec chmod 711 {} +
find . -type f -exec chmod 600 {} +
chmod 700 setup.sh run_autograder
for file in "${released[@]}"; do
    chmod 644 "$file"
done

# for the log of the build: what this container can enforce
/opt/welldone/bin/grader doctor || true
