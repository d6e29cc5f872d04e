#!/bin/sh
# Deploys a checked-out commit to an Odoo server on this host: copies it, installs its requirements, updates the modules
# that changed and those that were asked for, and lets the server take the new code. The command of `ocore runner`; see
# docs/odoo.md.
#
# Settings, from the environment or from deploy-odoo.env beside this script:
#   ODOO_DATABASE   the database to update (required)
#   ODOO_TARGET     a folder of this environment alone, for the code (required)
#   ODOO_BIN        Odoo's command (default odoo-bin)
#   ODOO_CONFIG     Odoo's configuration file (default none)
#   ODOO_ADDONS     folders with further modules, comma-separated: Odoo's own and others (default none)
#   ODOO_VENV       the virtual environment that the requirements go into (default none: they are not installed)
#   ODOO_RESTART    a shell command that restarts the server (default none)
#   ODOO_RELEASES   how many releases are kept (default 3)
set -eu

fail() {
  printf 'deploy-odoo: %s\n' "$1" >&2
  exit 1
}

settings=$(dirname -- "$0")/deploy-odoo.env
# shellcheck source=/dev/null
if [ -f "$settings" ]; then . "$settings"; fi

source_dir=${OCORE_SOURCE_DIR:?is set by ocore runner}
commit=${OCORE_COMMIT_SHA:?is set by ocore runner}
changed=${OCORE_CHANGED_MODULES-}
update=${OCORE_UPDATE:-changed}
database=${ODOO_DATABASE:?name the database to update}
target=${ODOO_TARGET:?name the folder for the code}
keep=${ODOO_RELEASES:-3}

case $commit in '' | *[!0-9a-f]*) fail "$commit is no commit id." ;; esac
case $keep in '' | 0* | *[!0-9]*) fail "ODOO_RELEASES must be a number from 1 on, not $keep." ;; esac
case $target in /*) ;; *) fail "ODOO_TARGET must begin with a slash, not be $target." ;; esac
check_names() {
  case ",$2," in
    ,,) ;;
    *,,*) fail "$1 holds an empty name: $2" ;;
    # Also a leading dash, a space or a shell's letters: none of them can be in the name of a Python package.
    *[!A-Za-z0-9_,]*) fail "$1 holds a name that no module can have: $2" ;;
  esac
}
check_names OCORE_CHANGED_MODULES "$changed"
check_names OCORE_UPDATE "$update"
case $update in
  changed) modules=$changed ;;
  all) modules=all ;;
  # Those that were asked for, and those that changed, each once.
  *) modules=$(printf '%s,%s' "$update" "$changed" | tr , '\n' | awk 'NF && !seen[$0]++' | paste -s -d , -) ;;
esac

# 1. The code, under the commit's name. What a deployment left half done has another name and is replaced.
releases=$target/releases
release=$releases/$commit
mkdir -p -- "$releases"
if [ ! -d "$release" ]; then
  rm -rf -- "$releases/incoming"
  mkdir -- "$releases/incoming"
  cp -RP -- "$source_dir/." "$releases/incoming/"
  rm -rf -- "$releases/incoming/.git"
  mv -- "$releases/incoming" "$release"
fi
# The age of a release is when it was deployed last.
touch -- "$release"

# 2. The folders that hold modules: the parents of those with a manifest. A module within a module is a test's.
line_break='
'
if [ -n "$(find "$release" -type d -name "*$line_break*" -print)" ]; then fail 'A folder has a line break in its name.'; fi
addons=$(
  cd -- "$release"
  find . -mindepth 2 -type f \( -name __manifest__.py -o -name __openerp__.py \) ! -path '*/.*/*' -print |
    while IFS= read -r manifest; do
      parent=$(dirname -- "$(dirname -- "$manifest")")
      if [ "$parent" = . ]; then
        printf '%s\n' "$release"
      elif [ ! -e "$parent/__manifest__.py" ] && [ ! -e "$parent/__openerp__.py" ]; then
        printf '%s\n' "$release/${parent#./}"
      fi
    done | sort -u
)
case $addons in *,*) fail 'A folder with modules has a comma in its name: Odoo cannot be told of it.' ;; esac
addons_path=$(printf '%s\n' "$addons" | paste -s -d , -)
if [ -n "${ODOO_ADDONS-}" ]; then addons_path=$ODOO_ADDONS${addons_path:+,$addons_path}; fi

# 3. Requirements of the repository, of its folders with modules, and of its modules.
if [ -n "${ODOO_VENV-}" ]; then
  {
    printf '%s\n' "$release"
    printf '%s\n' "$addons" | while IFS= read -r folder; do
      if [ -n "$folder" ]; then printf '%s\n' "$folder" "$folder"/*/; fi
    done
  } | sed 's:/$::' | sort -u | while IFS= read -r folder; do
    if [ -f "$folder/requirements.txt" ]; then
      printf 'Installing %s\n' "${folder#"$releases/"}/requirements.txt"
      "$ODOO_VENV/bin/python" -m pip install --quiet --no-input --disable-pip-version-check \
        -r "$folder/requirements.txt" < /dev/null
    fi
  done
fi

# 4. The modules to update. -u leaves alone what is not installed; -i is never used: on an installed module it would
# write over data that users have changed.
if [ -n "$modules" ]; then
  printf 'Updating %s\n' "$modules"
  set -- -d "$database" -u "$modules" --stop-after-init --no-http
  if [ -n "$addons_path" ]; then set -- "$@" "--addons-path=$addons_path"; fi
  if [ -n "${ODOO_CONFIG-}" ]; then set -- "$@" -c "$ODOO_CONFIG"; fi
  "${ODOO_BIN:-odoo-bin}" "$@" < /dev/null
else
  printf 'No module is to be updated.\n'
fi

# 5. The server takes the new code: in one step for the link, then by a restart.
rm -f -- "$target/current.new"
ln -s -- "releases/$commit" "$target/current.new"
mv -fT -- "$target/current.new" "$target/current"
if [ -n "${ODOO_RESTART-}" ]; then sh -c "$ODOO_RESTART"; fi

# 6. Old releases. Their names are commit ids, so that listing them is safe.
# shellcheck disable=SC2012
ls -1t -- "$releases" | tail -n "+$((keep + 1))" | while IFS= read -r old; do
  if [ "$old" != "$commit" ]; then rm -rf -- "${releases:?}/$old"; fi
done
printf 'Deployed %s\n' "$commit"
