# Sourced by ./ros2 and ./test: prepares the machine where that is needed and enters the workspace.
# Sets JEZERO_ROOT and the array JEZERO_ROS2, the command line of `ros2` here.
JEZERO_ROOT=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.." && pwd)

jezero_python() {
  local name
  for name in ${JEZERO_PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  command -v "${JEZERO_PYTHON:-python3}" || {
    echo "[jezero] error: no Python ${JEZERO_PYTHON:-3} here: sudo apt-get install python3 python3-venv python3-dev" >&2
    exit 1
  }
}

"$(jezero_python)" -E -s -B "$JEZERO_ROOT/tools/setup/prepare.py"

export VIRTUAL_ENV="$JEZERO_ROOT/.venv"
if [ -n "${ROS_DISTRO:-}" ] && command -v ros2 >/dev/null; then
  # A sourced ROS 2 installation: its ros2, our packages over it, the wheels it lacks after its own.
  set +u
  source "$JEZERO_ROOT/ros2_ws/install/setup.bash"
  set -u
  PYTHONPATH="${PYTHONPATH:-}:$(echo "$VIRTUAL_ENV"/lib/python3.*/site-packages)"
  JEZERO_ROS2=(ros2)
else
  export AMENT_PREFIX_PATH="$VIRTUAL_ENV"
  PYTHONPATH="$JEZERO_ROOT/tools/ros2_lite${PYTHONPATH:+:$PYTHONPATH}"
  # Without this rclpy writes below the home folder, and fails where there is none.
  export ROS_LOG_DIR="${ROS_LOG_DIR:-$VIRTUAL_ENV/log/ros}"
  # Nodes find each other within a second instead of three.
  export FASTDDS_DEFAULT_PROFILES_FILE="${FASTDDS_DEFAULT_PROFILES_FILE:-$JEZERO_ROOT/tools/ros2_lite/ros2_lite/fastdds.xml}"
  JEZERO_ROS2=("$VIRTUAL_ENV/bin/python" -m ros2_lite)
fi
export PATH="$VIRTUAL_ENV/bin:$PATH" PYTHONPATH
