#!/bin/sh
# Deploys a checked-out commit to an Odoo server on this host: copies it, installs its requirements, updates the modules
# that the database needs, proves that Odoo loads them, and lets the server take the new code. On failure it goes back.
# The command of `ocore runner`; docs/odoo.md describes it.
#
# Settings, from the environment or from deploy-odoo.env beside this script:
#   ODOO_DATABASE        the database to update (required). One: each further database needs an environment of its own
#   ODOO_TARGET          a folder of this environment alone, for code and dumps (required)
#   ODOO_BIN             Odoo's command (default odoo-bin)
#   ODOO_CONFIG          Odoo's configuration file, also for the connection to the database (default none: PG* variables)
#   ODOO_ADDONS          folders with further modules, comma-separated (default addons_path of ODOO_CONFIG)
#   ODOO_VENV            the virtual environment that the requirements go into (default none: they are not installed)
#   ODOO_CHOICE          what chooses the modules: click-odoo-update of ODOO_VENV, or hashes, which this script keeps (default
#                        the former where ODOO_VENV has it)
#   ODOO_IGNORE_CORE     1 has click-odoo-update leave out Odoo's own modules (default 0)
#   ODOO_RESTART         a shell command that restarts the server (default none)
#   ODOO_STOP            a shell command that stops the server before dump and update (default none: it goes on)
#   ODOO_HEALTH_URL      an address that the restarted server has to answer without an error (default none)
#   ODOO_HEALTH_TIMEOUT  how many seconds it has for that (default 60)
#   ODOO_UNIT            the systemd unit of the server, which has to stay up after the restart (default the one that
#                        ODOO_RESTART names, where that is `systemctl restart UNIT`, with or without sudo)
#   ODOO_WATCH_SECONDS   how long it is watched where there is no ODOO_HEALTH_URL (default 10)
#   ODOO_BACKUP          dump or none (default dump for environments of type production, none for others)
#   ODOO_I18N_OVERWRITE  1 overwrites translations with those of the modules (default 0)
#   ODOO_RELEASES        how many releases are kept (default 3)
#   ODOO_DRY_RUN         1 prints what would be done, and changes nothing (default 0)
#
# `deploy-odoo.sh --check` proves the settings, Odoo and the database without a commit, and changes nothing.
set -eu

# The server may run as another user, also the one in a container: it reads the releases.
umask 022

settings=$(dirname -- "$0")/deploy-odoo.env
# shellcheck source=/dev/null
if [ -f "$settings" ]; then . "$settings"; fi

commit=${OCORE_COMMIT_SHA-}
source_dir=${OCORE_SOURCE_DIR-}
changed=${OCORE_CHANGED_MODULES-}
requested=${OCORE_UPDATE:-changed}
root_module=${OCORE_ROOT_MODULE-}
report=${OCORE_REPORT-}
database=${ODOO_DATABASE-}
target=${ODOO_TARGET-}
odoo_bin=${ODOO_BIN:-odoo-bin}
config=${ODOO_CONFIG-}
venv=${ODOO_VENV-}
choice=${ODOO_CHOICE-}
ignore_core=${ODOO_IGNORE_CORE:-0}
restart=${ODOO_RESTART-}
stop=${ODOO_STOP-}
health_url=${ODOO_HEALTH_URL-}
health_timeout=${ODOO_HEALTH_TIMEOUT:-60}
unit=${ODOO_UNIT-}
watch=${ODOO_WATCH_SECONDS:-10}
if [ "${OCORE_ENVIRONMENT_TYPE-}" = production ]; then backup=${ODOO_BACKUP:-dump}; else backup=${ODOO_BACKUP:-none}; fi
overwrite=${ODOO_I18N_OVERWRITE:-0}
keep=${ODOO_RELEASES:-3}
dry_run=${ODOO_DRY_RUN:-0}
if [ "${1-}" = --check ]; then only_check=1; else only_check=0; fi

# What was done so far, for the way back. Empty means no.
locked='' taken_up='' stopped='' installed='' dump='' updating='' updated='' switched='' half_done=''
previous='' status_reason='' problems='' requirements=requirements
attempt="$(date +%s)-$$"
line_break='
'

say() { printf '%s\n' "$1"; }

fail() {
  status_reason=$1
  printf 'deploy-odoo: %s\n' "$1" >&2
  exit "${2:-1}"
}

warn() {
  printf 'deploy-odoo: %s\n' "$1" >&2
  printf '%s\n' "$1" >> "$scratch/warnings"
}

one_line() { tr -s '[:cntrl:]' ' ' | sed 's/ *$//' | cut -c "1-${1:-600}"; }

last_line() { tail -n 1 -- "$1" | one_line 300; }

now() { date +%s; }

# --- Settings -------------------------------------------------------------------------------------------------------

problem() { problems=$problems${problems:+$line_break}$1; }

check_names() {
  case ",$2," in
    ,,) ;;
    *,,*) problem "$1 holds an empty name: $2" ;;
    *,-*) problem "$1 holds a name that begins with a dash: $2" ;;
    # Also a space or a shell's letters: none of them can be in the name of a module.
    *[!A-Za-z0-9_,-]*) problem "$1 holds a name that no module can have: $2" ;;
    *)
      long=$(printf '%s' "$2" | tr , '\n' | awk 'length($0) > 100' | one_line 120)
      if [ -n "$long" ]; then problem "$1 holds a name of more than 100 characters: $long"; fi
      ;;
  esac
}

check_number() { case $2 in '' | 0* | *[!0-9]* | ?????????*) problem "$1 must be a number from 1 on, not $2." ;; esac; }

check_switch() { case $2 in 0 | 1) ;; *) problem "$1 must be 0 or 1, not $2." ;; esac; }

# A command that only holds these words restarts a unit of this host.
unit_of_restart() {
  name=${restart#sudo }
  name=${name#-n }
  case $name in 'systemctl restart '*) name=${name#systemctl restart } ;; *) return 0 ;; esac
  case $name in -* | *[!A-Za-z0-9@._:-]*) ;; *) printf '%s' "$name" ;; esac
}

check_unit() {
  if [ -z "$unit" ]; then unit=$(unit_of_restart); fi
  case $unit in
    '') return 0 ;;
    -* | *[!A-Za-z0-9@._:-]*) problem "ODOO_UNIT must be the name of a systemd unit, not $unit." ;;
  esac
  if [ -z "$restart" ]; then problem 'ODOO_UNIT needs ODOO_RESTART: the server has to take the new code first.'; fi
  check_command systemctl 'ODOO_UNIT is a unit of systemd.'
}

check_command() { if ! command -v "$1" > /dev/null 2>&1; then problem "$1 is not there: $2"; fi; }

check_folders() {
  rest=$1,
  while [ -n "$rest" ]; do
    folder=${rest%%,*}
    rest=${rest#*,}
    if [ ! -d "$folder" ]; then problem "ODOO_ADDONS names $folder, which is no folder."; fi
  done
}

check_database_name() {
  case $database in
    '') problem 'ODOO_DATABASE is not set: name the database to update.' ;;
    *,*)
      problem "ODOO_DATABASE names several databases: $database. Odoo updates one at a time. Give each of them an \
environment with a runner and settings of its own."
      ;;
    [!A-Za-z0-9]* | *[!A-Za-z0-9_.-]*) problem "ODOO_DATABASE must have letters, digits and _.- alone, not be $database." ;;
  esac
}

check_facts() {
  if [ "$only_check" = 1 ]; then return; fi
  case $commit in
    '') problem 'OCORE_COMMIT_SHA is not set: it is set by ocore runner.' ;;
    *[!0-9a-f]*) problem "$commit is no commit id." ;;
  esac
  if [ -z "$source_dir" ]; then problem 'OCORE_SOURCE_DIR is not set: it is set by ocore runner.'; fi
  check_names OCORE_CHANGED_MODULES "$changed"
  check_names OCORE_UPDATE "$requested"
  check_names OCORE_ROOT_MODULE "$root_module"
  case $root_module in *,*) problem "OCORE_ROOT_MODULE must be one name, not $root_module." ;; esac
}

# click-odoo-update is proved here, and not after the update: from 1.21 on it can note its checksums without one.
check_choice() {
  case $choice in
    hashes) return 0 ;;
    '') if [ -z "$venv" ] || [ ! -x "$venv/bin/click-odoo-update" ]; then choice=hashes && return; fi ;;
    click-odoo-update) ;;
    *) problem "ODOO_CHOICE must be click-odoo-update or hashes, not $choice." && return ;;
  esac
  choice=click-odoo-update
  if [ ! -x "$venv/bin/click-odoo-update" ]; then
    problem "ODOO_CHOICE=click-odoo-update needs it in ODOO_VENV: $venv/bin/python -m pip install click-odoo-contrib."
  elif ! click_odoo --help > "$scratch/click" 2>&1 || ! grep -q -e --only-compute-hashes "$scratch/click"; then
    problem "click-odoo-update of ODOO_VENV does not start, or is older than 1.21: $(last_line "$scratch/click") \
ODOO_CHOICE=hashes does without it."
  fi
}

check_commands() {
  check_command psql 'install postgresql-client.'
  check_command sha256sum 'install coreutils.'
  check_command flock 'install util-linux.'
  check_command "$odoo_bin" "ODOO_BIN must be Odoo's command."
  if [ "$backup" = dump ]; then
    check_command pg_dump 'install postgresql-client, or set ODOO_BACKUP=none.'
    check_command pg_restore 'install postgresql-client, or set ODOO_BACKUP=none.'
  fi
  if [ -n "$health_url" ]; then check_command curl 'install it, or leave out ODOO_HEALTH_URL.'; fi
  check_unit
  if [ -n "$venv" ] && [ ! -x "$venv/bin/python" ]; then problem "ODOO_VENV has no bin/python: $venv"; fi
  check_choice
}

check_settings() {
  check_facts
  check_database_name
  case $target in
    /*) ;;
    '') problem 'ODOO_TARGET is not set: name the folder for the code.' ;;
    *) problem "ODOO_TARGET must begin with a slash, not be $target." ;;
  esac
  case $target in *,* | *"$line_break"*) problem 'ODOO_TARGET must have no comma and no line break.' ;; esac
  if [ -n "$config" ] && [ ! -r "$config" ]; then problem "ODOO_CONFIG cannot be read: $config"; fi
  if [ -n "${ODOO_ADDONS-}" ]; then check_folders "$ODOO_ADDONS"; fi
  case $backup in dump | none) ;; *) problem "ODOO_BACKUP must be dump or none, not $backup." ;; esac
  check_number ODOO_RELEASES "$keep"
  check_number ODOO_HEALTH_TIMEOUT "$health_timeout"
  check_number ODOO_WATCH_SECONDS "$watch"
  check_switch ODOO_I18N_OVERWRITE "$overwrite"
  check_switch ODOO_IGNORE_CORE "$ignore_core"
  check_switch ODOO_DRY_RUN "$dry_run"
  case $health_url in '' | http://* | https://*) ;; *) problem 'ODOO_HEALTH_URL must begin with http:// or https://.' ;; esac
  if [ -z "$restart" ]; then
    if [ -n "$health_url" ]; then problem 'ODOO_HEALTH_URL needs ODOO_RESTART: the server has to take the new code first.'; fi
    if [ -n "$stop" ]; then problem 'ODOO_STOP needs ODOO_RESTART: nothing would start the server again.'; fi
  fi
  check_commands
  if [ -z "$problems" ]; then return; fi
  fail "The settings are not right:$line_break$problems"
}

# --- The database ---------------------------------------------------------------------------------------------------

# A value of the section [options] of ODOO_CONFIG, with its further lines.
config_value() {
  if [ -z "$config" ]; then return; fi
  awk -v key="$1" '
    /^[ \t]*[#;]/ { next }
    /^\[/ { inside = ($0 ~ /^\[options\]/); name = ""; next }
    !inside { next }
    /^[ \t]/ { if (name == key) value = value " " $0; next }
    {
      at = match($0, /[=:]/)
      name = at ? tolower(substr($0, 1, at - 1)) : ""
      gsub(/[ \t]/, "", name)
      if (name == key) value = substr($0, at + 1)
    }
    END {
      gsub(/^[ \t\r]+|[ \t\r]+$/, "", value)
      if (value != "" && value != "False" && value != "None") print value
    }' "$config"
}

# The connection is that of Odoo: what ODOO_CONFIG says, else libpq's variables.
set_connection() {
  value=$(config_value db_host) && PGHOST=${value:-${PGHOST-}}
  value=$(config_value db_port) && PGPORT=${value:-${PGPORT-}}
  value=$(config_value db_user) && PGUSER=${value:-${PGUSER-}}
  value=$(config_value db_password) && PGPASSWORD=${value:-${PGPASSWORD-}}
  value=$(config_value db_sslmode) && PGSSLMODE=${value:-${PGSSLMODE-}}
  PGDATABASE=$database
  PGAPPNAME=deploy-odoo
  PGCONNECT_TIMEOUT=15
  # What does not exist need not be dropped: that is no news.
  PGOPTIONS="${PGOPTIONS-} -c client_min_messages=warning"
  export PGDATABASE PGAPPNAME PGCONNECT_TIMEOUT PGOPTIONS PGPASSFILE PGSERVICE PGSSLROOTCERT
  # libpq takes an empty text for a value, for instance as the name of a user.
  if [ -n "$PGHOST" ]; then export PGHOST; else unset PGHOST; fi
  if [ -n "$PGPORT" ]; then export PGPORT; else unset PGPORT; fi
  if [ -n "$PGUSER" ]; then export PGUSER; else unset PGUSER; fi
  if [ -n "$PGPASSWORD" ]; then export PGPASSWORD; else unset PGPASSWORD; fi
  if [ -n "$PGSSLMODE" ]; then export PGSSLMODE; else unset PGSSLMODE; fi
}

# Runs a program of PostgreSQL, which reads and writes no files but its standard input and output.
postgres() { "$@"; }

# Runs SQL from standard input. Values come in as variables (-v), which psql quotes, or as rows of COPY.
sql() { postgres psql --no-psqlrc --no-password --quiet --no-align --tuples-only -v ON_ERROR_STOP=1 "$@"; }

open_database() {
  set_connection
  if ! answer=$(sql 2> "$scratch/error" << 'SQL'
select to_regclass('ir_module_module') is not null and to_regclass('ir_config_parameter') is not null;
SQL
  ); then
    fail "The database $database cannot be opened, and none is created: $(one_line < "$scratch/error")"
  fi
  if [ "$answer" != t ]; then fail "The database $database is not one of Odoo: it has no modules."; fi
}

# The way back needs the right to create a database, and room for the dump.
check_backup() {
  if [ "$backup" = none ]; then return; fi
  if [ "$(sql << 'SQL'
select (r.rolcreatedb or r.rolsuper) and pg_has_role(d.datdba, 'USAGE')
from pg_roles r, pg_database d where r.rolname = current_user and d.datname = current_database();
SQL
  )" != t ]; then
    fail "ODOO_BACKUP=dump needs a role that owns $database and may create databases (ALTER ROLE … CREATEDB)."
  fi
  check_room
}

# The folder of PostgreSQL's files, where that runs on this host: as the server tells roles that may know, else as its command
# line names it. The process of the session proves the host: its title has the name of the database.
database_folder() {
  # shellcheck disable=SC2016  # the $0 is that of awk
  sql << 'SQL' | awk '/^-D$/ { getline; $0 = "-D" $0 } sub(/^-D\//, "/")' | head -n 1
select case when pg_has_role('pg_read_all_settings', 'USAGE') then current_setting('data_directory') else '' end as folder,
  pg_backend_pid() as backend \gset
\setenv FOLDER :folder
\setenv BACKEND :backend
\! cd /proc/$BACKEND && tr '\0' ' ' < cmdline | grep -qF " $PGDATABASE " && { echo "-D${FOLDER:-?}"; tr '\0' '\n' < ../$(cut -d ' ' -f 4 stat)/cmdline; }
SQL
}

# How many KB a folder has left, and where its disk is mounted. Prints nothing where the folder cannot be seen.
room_of() { df -Pk -- "$1" 2> /dev/null | awk 'NR == 2 { print $4, $NF }'; }

# Room for the dump below ODOO_TARGET, and for a second copy of the database on PostgreSQL's disk, if it has to be restored.
check_room() {
  needed=$(sql -c 'select pg_database_size(current_database()) / 1024') advice='Make room, or set ODOO_BACKUP=none.'
  room=$(room_of "$target")
  folder=$(database_folder 2> /dev/null || true)
  database_room=$(if [ -n "$folder" ]; then room_of "$folder"; fi)
  if [ "${room%% *}" -lt "$needed" ]; then
    fail "A dump of $database may take $((needed / 1024)) MB, and $target has $((${room%% *} / 1024)) MB left. $advice"
  elif [ -z "$database_room" ]; then
    say "PostgreSQL's disk is not known here. It needs $((needed / 1024)) MB more where $database has to be restored."
  elif [ "${database_room%% *}" -lt "$needed" ]; then
    fail "To restore $database PostgreSQL needs $((needed / 1024)) MB more, and its disk ($folder) has \
$((${database_room%% *} / 1024)) MB left. $advice"
  elif [ "${room#* }" = "${database_room#* }" ] && [ "${room%% *}" -lt $((2 * needed)) ]; then
    fail "A dump of $database and its restore may take $((2 * needed / 1024)) MB together, and the one disk of $target and of \
PostgreSQL has $((${room%% *} / 1024)) MB left. $advice"
  fi
}

# --- The release ----------------------------------------------------------------------------------------------------

# What the files of a folder are: their names, sizes and links. The same commit can lack a submodule or files of Git LFS.
fingerprint() (
  cd -- "$1"
  printf '%s\n' "$root_module"
  find . -name .git -prune -o \( -type f -printf '%P %s\n' -o -type l -printf '%P > %l\n' \) | LC_ALL=C sort
)

# Copies the commit into "$releases/<commit>". One that is there is taken only if it is complete, and one that the server
# runs on is never written to: its copy gets a number.
copy_release() {
  wanted=$(fingerprint "$source_dir" | sha256sum | cut -c 1-64)
  release_name=$commit number=1
  while [ -d "$releases/$release_name" ]; do
    if [ "$(cat -- "$releases/$release_name/.ocore-release" 2> /dev/null || true)" = "$wanted" ]; then break; fi
    if [ "releases/$release_name" != "$previous" ]; then
      rm -rf -- "${releases:?}/$release_name"
      break
    fi
    release_name=$commit-$number number=$((number + 1))
  done
  release=$releases/$release_name
  if [ ! -d "$release" ]; then
    rm -rf -- "$releases/incoming"
    mkdir -p -- "$releases/incoming/$root_module"
    cp -RP -- "$source_dir/." "$releases/incoming/$root_module/"
    rm -rf -- "$releases/incoming/$root_module/.git" "$releases/incoming/.ocore-release"
    # Its files are as private as the runner has checked them out.
    chmod -R go+rX -- "$releases/incoming"
    printf '%s\n' "$wanted" > "$releases/incoming/.ocore-release"
    mv -- "$releases/incoming" "$release"
  fi
  # The age of a release is when it was deployed last.
  touch -- "$release"
}

# What the commit leaves to the host. Here that is nothing.
complete_source() { :; }

# What has to be there before the modules are chosen. Requirements may be modules too, whose files click-odoo-update sees.
make_image() {
  if [ "$choice" = hashes ] || [ "$dry_run" = 1 ]; then return; fi
  installed=yes
  install_requirements "$release"
}

# The folders with a manifest. A module within a module is a part of that, for instance for its tests. A repository that
# is one module may hold others, but not in its tests.
find_modules() {
  if [ -n "$(find "$release" -type d -name "*$line_break*" -print)" ]; then fail 'A folder has a line break in its name.'; fi
  (
    cd -- "$release"
    find . -mindepth 2 -type f \( -name __manifest__.py -o -name __openerp__.py \) ! -path '*/.*/*' -print
  ) | sed 's:/[^/]*$::' | LC_ALL=C sort -u | awk -v root="./$root_module" '
    { folders[$0] = 1 }
    END {
      for (folder in folders) {
        nested = (root != "./" && index(folder, root "/tests/") == 1)
        for (above = folder; sub(/\/[^\/]*$/, "", above) && above != "."; ) if (above in folders && above != root) nested = 1
        if (!nested) print folder
      }
    }' | LC_ALL=C sort > "$scratch/modules"
}

# The addons path: further folders, then those of the release.
find_addons() {
  others=${ODOO_ADDONS-}
  if [ -z "$others" ]; then
    # --addons-path replaces that of the configuration. Its folders below ODOO_TARGET are those of an earlier release.
    others=$(config_value addons_path | tr ',' '\n' | sed 's/^[[:space:]]*//; s/[[:space:]]*$//' |
      awk -v target="$target/" 'NF && index($0 "/", target) != 1' | paste -s -d , -)
  fi
  own=$(sed 's:/[^/]*$::' "$scratch/modules" | LC_ALL=C sort -u |
    awk -v release="$release" '{ sub(/^\./, ""); print release $0 }')
  case $own in *,*) fail 'A folder with modules has a comma in its name: Odoo cannot be told of it.' ;; esac
  addons_path=$(printf '%s\n' "$own" | paste -s -d , -)
  addons_path=$others${others:+${addons_path:+,}}$addons_path
}

# For awk: of lines of sha256sum those of files that ask for an update, as name of the module, path and hash. As in the change
# plan, documentation, static files, tests and templates of translations count only where the manifest names them.
# shellcheck disable=SC2016  # the $ in here is that of awk
hash_lines='
  function manifest(folder,   text, line, file) {
    file = folder "/__manifest__.py"
    if ((getline line < file) < 0) { file = folder "/__openerp__.py"; line = "" }
    text = line
    while ((getline line < file) > 0) text = text "\n" line
    close(file)
    return text
  }
  BEGIN { while ((getline line < modules) > 0) is_module[line] = 1 }
  {
    sub(/^\\/, "")
    path = folder = substr($0, 67)
    while (sub(/\/[^\/]*$/, "", folder) && !(folder in is_module));
    if (!(folder in is_module)) next
    file = substr(path, length(folder) + 2)
    name = folder
    sub(/.*\//, "", name)
    if (name !~ /^[A-Za-z0-9_][A-Za-z0-9_-]*$/ || length(name) > 100) next
    if (tolower(file) ~ /^(static|tests|readme|docs?)\/|^i18n(_extra)?\/[^\/]*\.pot$|^readme[^\/]*$|\.(md|rst|pyc|pyo)$/) {
      if (!(folder in text)) text[folder] = manifest(folder)
      if (!index(text[folder], file)) next
    }
    print name, file, substr($0, 1, 64)
  }'

# Makes one hash for each module of such lines.
hash_each() {
  LC_ALL=C sort | awk -F '\t' '
    $1 != name { if (name != "") close(command); name = $1; command = "printf %s\\\\t " name "; sha256sum | cut -c 1-64" }
    { print | command }'
}

# A hash of each module of the release into "$scratch/hashes".
hash_modules() {
  : > "$scratch/hashes"
  if [ ! -s "$scratch/modules" ]; then return; fi
  (
    cd -- "$release"
    find . -type f -exec sha256sum -- '{}' + | awk -v OFS='\t' -v modules="$scratch/modules" "$hash_lines"
  ) | hash_each > "$scratch/hashes"
}

# --- What is updated ------------------------------------------------------------------------------------------------

# Whether the database tells what it was deployed with.
has_marker() {
  [ "$(sql 2> /dev/null << 'SQL' || true
select jsonb_typeof(value::jsonb -> 'modules') = 'object' and jsonb_typeof(value::jsonb -> 'open') = 'array'
from ir_config_parameter where key = 'ocore.deployed';
SQL
  )" = t ]
}

# Adds the names $1, with a comma between them, for the reason $2.
add_asked() { printf '%s' "$1" | tr , '\n' | awk -v reason="$2" 'NF { print $0 "\t" reason }' >> "$scratch/asked"; }

# Runs click-odoo-update on the new code. It needs the Odoo of ODOO_BIN, which may be a checkout that ODOO_VENV does not know.
click_odoo() (
  odoo_folder=$(dirname -- "$(readlink -f -- "$(command -v "$odoo_bin")")")
  if [ -f "$odoo_folder/odoo/release.py" ]; then
    PYTHONPATH=$odoo_folder${PYTHONPATH:+:$PYTHONPATH}
    export PYTHONPATH
  fi
  exec "$venv/bin/click-odoo-update" "$@" < /dev/null
)

# With the same database, configuration and addons path as Odoo. Its log is $scratch/click.
click_update() {
  set -- "$@" -d "$database" --log-level=info "--logfile=$scratch/click"
  if [ -n "$addons_path" ]; then set -- "$@" "--addons-path=$addons_path"; fi
  if [ -n "$config" ]; then set -- "$@" -c "$config"; fi
  if [ "$ignore_core" = 1 ]; then set -- "$@" --ignore-core-addons; fi
  : > "$scratch/click"
  click_odoo "$@" >> "$scratch/click" 2>&1
}

# Adds what click-odoo-update would update. Then it loads the new code on the database of before, which may fail for what the
# update mends, and takes back what Odoo has marked: so its exit code does not count, and the marks are read before.
ask_click() {
  sql >> "$scratch/asked" << 'SQL'
select name || e'\topen' from ir_module_module where state in ('to install', 'to upgrade', 'to remove');
SQL
  click_update --list-only || true
  if ! grep -q 'click_odoo_contrib\.update: List-only selected' "$scratch/click"; then
    cat -- "$scratch/click" >&2
    fail "click-odoo-update does not tell what it would update: $(last_line "$scratch/click") Take syslog and log_handler out \
of ODOO_CONFIG, or set ODOO_CHOICE=hashes."
  fi
  chosen=$(sed -n 's/^.* click_odoo_contrib\.update: Updating addons for their hash changed: \(.*\)\. *$/\1/p' "$scratch/click")
  check_names click-odoo-update "$chosen"
  if [ -n "$problems" ]; then fail "$problems"; fi
  say "click-odoo-update would update: ${chosen:-none}"
  add_asked "$chosen" changed
}

# Its checksums are what the database has: they are noted once that is proved. They may not stay behind, since a revert to
# what they say would update nothing.
keep_checksums() {
  if [ "$choice" = hashes ]; then return; fi
  if ! click_update --only-compute-hashes; then
    cat -- "$scratch/click" >&2
    fail "click-odoo-update could not note its checksums: $(last_line "$scratch/click")"
  fi
  say 'click-odoo-update has noted its checksums.'
}

# The union of what the commits change, what is asked for, what the database has other than the release, and what an
# earlier attempt left open, into "$scratch/updates": name, reason, and whether the database has the module. Where
# click-odoo-update chooses, its checksums are what the database has; but nobody kept them while this script did without it.
plan_updates() {
  if has_marker; then
    marker=true
  else
    marker=false
    if [ "$choice" = hashes ]; then
      warn "$database does not say what it was deployed with: all modules of the release are updated, this once."
    fi
  fi
  if [ "$choice" = hashes ]; then add_asked "$changed" changed; else ask_click; fi
  if [ "$requested" != changed ]; then add_asked "$requested" requested; fi
  {
    cat << 'SQL'
create temp table release (name text primary key, hash text not null);
create temp table asked (name text, reason text);
copy release from stdin;
SQL
    cat -- "$scratch/hashes"
    printf '\\.\ncopy asked from stdin;\n'
    cat -- "$scratch/asked"
    cat << 'SQL'
\.
create temp table marker as
select case when :'marker'::boolean then value::jsonb end as value from ir_config_parameter where key = 'ocore.deployed';
create temp table known as select each.key as name, each.value as hash from marker, jsonb_each_text(value -> 'modules') each;
with found (name, reason, rank) as (
  select name, reason, case reason when 'requested' then 1 else 2 end from asked
  union all select release.name, 'changed', 2 from release left join known using (name)
    where known.hash is distinct from release.hash
      and (:'choice' = 'hashes' or exists (select from marker where not value ? 'checksums'))
  union all select jsonb_array_elements_text(value -> 'open'), 'open', 3 from marker
  union all select name, 'open', 3 from ir_module_module where state in ('to install', 'to upgrade', 'to remove')
)
select distinct on (found.name) found.name || ' ' || found.reason || ' ' || case
  when found.name = 'all' or module.state in ('installed', 'to install', 'to upgrade', 'to remove') then 'there'
  else 'missing' end
from found left join ir_module_module module on module.name = found.name
order by found.name, found.rank;
select known.name || ' removed there' from known join ir_module_module module using (name)
where module.state in ('installed', 'to upgrade') and known.name not in (select name from release) order by 1;
SQL
  } > "$scratch/plan.sql"
  sql -v marker="$marker" -v choice="$choice" < "$scratch/plan.sql" > "$scratch/planned"
  awk '$2 != "removed"' "$scratch/planned" > "$scratch/updates"
  modules=$(awk '$1 == "all" { all = 1 } { names = names (NR > 1 ? "," : "") $1 } END { print all ? "all" : names }' \
    "$scratch/updates")
  while read -r name reason state; do
    if [ "$reason $state" = 'requested missing' ]; then warn "$name is to be updated, and $database has it not installed."; fi
  done < "$scratch/updates"
  removed=$(awk '$2 == "removed" { print $1 }' "$scratch/planned" | paste -s -d ' ' -)
  if [ -n "$removed" ]; then
    warn "Installed in $database, but not in this release any more: $removed. Unless another folder has them, Odoo does not \
load them: rename or uninstall them first."
  fi
}

# A line as a text of JSON.
json_text() { sed 's/\\/\\\\/g; s/"/\\"/g; s/^/"/; s/$/"/'; }

# Tells the runner what is updated and why. The limits keep the file below 64 KB.
write_report() {
  if [ -z "$report" ]; then return; fi
  {
    printf '{ "updates": ['
    awk '$3 == "there" && n < 300 { printf "%s{ \"module\": \"%s\", \"reason\": \"%s\" }", (n++ ? ", " : ""), $1, $2 }' \
      "$scratch/updates"
    printf '], "warnings": ['
    awk '$3 == "there" && ++n == 301 { more = 1 } END { if (more) print "More than 300 modules are updated." }' \
      "$scratch/updates" >> "$scratch/warnings"
    sort -u "$scratch/warnings" | head -n 15 | cut -c 1-800 | json_text | paste -s -d , -
    printf '], "statusReason": '
    if [ -n "$status_reason" ]; then printf '%s' "$status_reason" | one_line 2000 | json_text; else printf 'null'; fi
    printf ' }\n'
  } > "$report" || printf 'deploy-odoo: %s cannot be written.\n' "$report" >&2
}

# Notes in the database what it is deployed with: $1 is `open` before an update, `done` after it.
write_marker() {
  {
    cat << 'SQL'
create temp table release (name text primary key, hash text not null);
create temp table open (name text);
copy release from stdin;
SQL
    if [ "$1" = "done" ]; then cat -- "$scratch/hashes"; fi
    printf '\\.\ncopy open from stdin;\n'
    if [ "$1" = open ]; then cut -d ' ' -f 1 "$scratch/updates"; fi
    cat << 'SQL'
\.
begin;
create temp table marker as select case when :'what' = 'done'
  then jsonb_build_object('commit', :'commit', 'modules', (select coalesce(jsonb_object_agg(name, hash), '{}') from release))
    || case :'choice' when 'hashes' then '{}' else '{ "checksums": true }' end::jsonb
  when :'known'::boolean then (select value::jsonb from ir_config_parameter where key = 'ocore.deployed')
  else '{ "commit": null, "modules": {} }' end
  || jsonb_build_object('open', (select coalesce(jsonb_agg(name), '[]') from open), 'attempt', :'attempt') as value;
update ir_config_parameter set value = marker.value::text, write_date = now() at time zone 'UTC'
from marker where key = 'ocore.deployed';
insert into ir_config_parameter (key, value, create_date, write_date)
select 'ocore.deployed', value::text, now() at time zone 'UTC', now() at time zone 'UTC' from marker
where not exists (select from ir_config_parameter where key = 'ocore.deployed');
commit;
SQL
  } > "$scratch/marker.sql"
  sql -v what="$1" -v commit="$commit" -v attempt="$attempt" -v known="$marker" -v choice="$choice" < "$scratch/marker.sql"
}

# --- The update -----------------------------------------------------------------------------------------------------

# Installs the requirements of the repository in $1, of its folders with modules, and of its modules.
install_requirements() {
  if [ -z "$venv" ]; then return; fi
  {
    printf '%s\n' "$1" "$1${root_module:+/$root_module}"
    sed 's:^\./::' "$scratch/modules" | while IFS= read -r folder; do
      printf '%s\n' "$1/$folder"
      case $folder in */*) printf '%s\n' "$1/${folder%/*}" ;; esac
    done
  } | LC_ALL=C sort -u | while IFS= read -r folder; do
    if [ -f "$folder/requirements.txt" ]; then
      say "Installing ${folder#"$releases/"}/requirements.txt"
      "$venv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check \
        -r "$folder/requirements.txt" < /dev/null
    fi
  done
}

# Brings back what the release $1 ran on.
bring_back() { install_requirements "$1"; }

# A server that such a command starts must not keep the lock.
run_command() { sh -c "$1" 9>&-; }

stop_server() {
  if [ -z "$stop" ]; then return; fi
  stopped=yes
  run_command "$stop"
}

# A dump is never written over: the one of a run that was killed may be all that is left of the database as it was.
make_dump() {
  if [ "$backup" = none ]; then return; fi
  started=$(now)
  (
    umask 077
    mkdir -p -- "$target/backups"
    postgres pg_dump --no-password --format=custom > "$target/backups/incoming.dump"
  )
  dump_file=$target/backups/$commit.dump number=1
  while [ -e "$dump_file" ]; do dump_file=$target/backups/$commit-$number.dump number=$((number + 1)); done
  mv -- "$target/backups/incoming.dump" "$dump_file"
  dump=$dump_file
  say "Dumped $database to $dump in $(($(now) - started)) s."
}

start_odoo() {
  set -- "$@" "--logfile=$scratch/log"
  if [ -n "$addons_path" ]; then set -- "$@" "--addons-path=$addons_path"; fi
  if [ -n "$config" ]; then set -- "$@" -c "$config"; fi
  "$odoo_bin" "$@"
}

# Runs Odoo on the new code, with further arguments. Its log is shown, and kept for the proof: no setting of ODOO_CONFIG may
# hide it. A pipe with a name, because Odoo resolves links, and /dev/stdout is one.
run_odoo() {
  mkfifo "$scratch/log"
  tee "$scratch/odoo.log" < "$scratch/log" &
  reader=$!
  code=0
  start_odoo -d "$database" "$@" --stop-after-init --no-http --log-level=info < /dev/null > "$scratch/log" 2>&1 || code=$?
  wait "$reader" || true
}

# How a line of Odoo's log begins: date, time and process.
log_line='^[0-9][0-9-]+ [0-9:,]+ [0-9]+'

# What Odoo's last traceback ends with: "Exception: the text", of which the further lines are left out.
last_error() {
  awk -v log_line="$log_line" '
    $0 ~ log_line { inside = 0 }
    /^Traceback \(most recent call last\):/ { inside = 1; next }
    inside && /^[A-Za-z_][A-Za-z0-9_.]*(: .*)?$/ { last = $0 }
    END { if (last != "") print ": " last }' "$scratch/odoo.log" | one_line | sed 's/\.$//'
}

# Odoo ends with 0 also where it could not load modules. Its log and its database tell.
prove() {
  if [ "$code" != 0 ]; then fail "Odoo ended with code $code$(last_error)." "$code"; fi
  if ! grep -q 'odules loaded' "$scratch/odoo.log"; then
    fail "Odoo's log does not say that its modules were loaded. Take syslog and log_handler out of ODOO_CONFIG."
  fi
  told=$(grep -E 'modules are not loaded|inconsistent states|not installable, skipped|Failed to (load registry|initialize)' \
    "$scratch/odoo.log" | sed 's/^.* odoo[a-z_.]*: //; s/ *$//' | awk '!seen[$0]++' | paste -s -d ';' - | one_line) || true
  if [ -n "$told" ]; then fail "Odoo did not load all modules: $told"; fi
  states=$(sql << 'SQL'
select string_agg(name || ' is ' || state, ', ' order by name) from ir_module_module
where state in ('to install', 'to upgrade', 'to remove');
SQL
  )
  if [ -n "$states" ]; then fail "Odoo left modules half done, and runs no scheduled actions until they are mended: $states"; fi
  # For instance a field that is required from now on, and that some records have not.
  grep -E "$log_line ERROR " "$scratch/odoo.log" | sed 's/^.* ERROR [^ ]* [^ ]*: //; s/ *$//' | awk '!seen[$0]++' | head -n 5 \
    > "$scratch/errors" || true
  while IFS= read -r line; do warn "Odoo logged an error, and went on: $(printf '%s' "$line" | one_line 300)"; done \
    < "$scratch/errors"
}

# -u leaves alone what is not installed; -i is never used: on an installed module it would write over data that users have
# changed. Without modules to update Odoo only loads the new code.
update_database() {
  if [ -n "$modules" ]; then
    note_attempt going
    stop_server
    make_dump
    note_attempt going
    started=$(now)
    say "Updating $modules"
    updating=yes
    write_marker open
    if [ "$overwrite" = 1 ]; then run_odoo -u "$modules" --i18n-overwrite; else run_odoo -u "$modules"; fi
    say "Odoo took $(($(now) - started)) s."
    prove
    keep_checksums
  else
    say 'No module is to be updated.'
    run_odoo
    prove
  fi
  write_marker "done"
  updated=yes
}

# --- The server -----------------------------------------------------------------------------------------------------

# In one step: the server finds either release.
point_to() {
  rm -f -- "$target/current.new"
  ln -s -- "$1" "$target/current.new"
  mv -fT -- "$target/current.new" "$target/current"
}

# Whether it can be seen here that the server stays up.
can_watch() { [ -n "$unit" ]; }

# What is wrong with the restarted server; nothing while it is up. systemd counts its own restarts alone.
server_trouble() {
  systemctl show --property=ActiveState --property=SubState --property=NRestarts -- "$unit" | awk -F = -v unit="$unit" '
    { value[$1] = $2 }
    END {
      if (value["ActiveState"] != "active") print unit " is " value["ActiveState"] " (" value["SubState"] ")"
      else if (value["NRestarts"] > 0) print unit " ended, and systemd started it again"
    }'
}

# The last lines of the server's log. The runner's user may not be allowed to read it.
server_log() { journalctl --quiet --no-pager --output=cat --lines=20 --unit="$unit"; }

# Whoever asked for a restart is told of a start, and not of a server that dies right after it.
fail_if_down() {
  if ! can_watch; then return; fi
  trouble=$(server_trouble)
  if [ -z "$trouble" ]; then return; fi
  server_log > "$scratch/server.log" 2>&1 || true
  cat -- "$scratch/server.log" >&2
  last_lines=$(tail -n 3 -- "$scratch/server.log" | one_line 400)
  fail "The server does not stay up: $trouble.${last_lines:+ Its log ends with: $last_lines}"
}

# The server has to stay up, and to answer where there is an address.
check_health() {
  started=$(now) looks=0
  while :; do
    fail_if_down
    if [ -n "$health_url" ]; then
      if curl --fail --silent --show-error --globoff --output /dev/null --max-time 5 -- "$health_url" 2> "$scratch/error"; then
        say "The server answered after $(($(now) - started)) s."
        return
      elif [ "$(now)" -ge $((started + health_timeout)) ]; then
        fail "The server did not answer $health_url within $health_timeout s: $(one_line < "$scratch/error")"
      fi
    elif ! can_watch || [ "$looks" -ge "$watch" ]; then
      return
    fi
    looks=$((looks + 1))
    sleep 1
  done
}

# What the way back will need of the server that runs now: noted before it is watched, which a kill may end. Here that is all
# in the release.
note_server() { :; }

switch_server() {
  switched=yes
  point_to "releases/$release_name"
  if [ -f "$target/attempt" ]; then note_attempt switched; fi
  if [ -n "$restart" ] && ! run_command "$restart"; then fail 'ODOO_RESTART failed.'; fi
  note_server
  check_health
}

# The release of before stays for the way back.
remove_old() {
  # shellcheck disable=SC2012  # releases are named by commit ids, so that listing them is safe
  ls -1t -- "$releases" | tail -n "+$((keep + 1))" | while IFS= read -r old; do
    case releases/$old in "releases/$release_name" | "$previous") ;; *) rm -rf -- "${releases:?}/$old" ;; esac
  done
  if [ -n "$dump" ]; then
    find "$target/backups" -type f -name '*.dump' ! -name "${dump##*/}" -exec rm -f -- '{}' +
  fi
}

# --- The way back ---------------------------------------------------------------------------------------------------

# The databases beside $database, while it is restored.
copy_name() { printf 'ocore_%s_%s' "$1" "$(printf '%s' "$database" | cksum | cut -d ' ' -f 1)"; }

# Restores the dump beside the database, and then swaps the two in one transaction: whatever fails, one of them is there.
restore_database() {
  started=$(now)
  copy=$(copy_name restored) failed=$(copy_name failed)
  owner=$(sql -d postgres -v database="$database" -v copy="$copy" << 'SQL'
drop database if exists :"copy";
select pg_get_userbyid(datdba) as owner, pg_encoding_to_char(encoding) as encoding, datcollate, datctype
from pg_database where datname = :'database' \gset
create database :"copy" owner :"owner" template template0 encoding :'encoding' lc_collate :'datcollate' lc_ctype :'datctype';
\echo :owner
SQL
  ) || return 1
  postgres pg_restore --no-password --exit-on-error --no-owner --role="$owner" --dbname="$copy" < "$dump" || return 1
  tries=0
  # A server that was not stopped connects again and again. A vacuum, which has no user, may not be ended: the renaming does.
  until sql -d postgres -v database="$database" -v copy="$copy" -v failed="$failed" > /dev/null << 'SQL'
drop database if exists :"failed";
select pg_terminate_backend(pid) from pg_stat_activity where datname in (:'database', :'copy') and usesysid is not null;
begin;
alter database :"database" rename to :"failed";
alter database :"copy" rename to :"database";
commit;
SQL
  do
    tries=$((tries + 1))
    if [ "$tries" = 10 ]; then return 1; fi
    sleep 1
  done
  printf 'drop database if exists :"failed";\n' | sql -d postgres -v failed="$failed" || true
  say "Restored $database from $dump in $(($(now) - started)) s."
}

also() {
  printf 'deploy-odoo: %s\n' "$1" >&2
  status_reason=$status_reason${status_reason:+ }$1
}

point_back() { if [ -n "$previous" ]; then point_to "$previous"; else rm -f -- "$target/current"; fi; }

# Ends what goes on although the program that started it was ended. Here nothing does.
end_left_over() { :; }

# Brings back code and database together.
go_back() {
  restored=''
  end_left_over
  if [ -n "$switched" ]; then
    # From here on a kill leaves what the next run takes back.
    if [ -f "$target/attempt" ]; then note_attempt going; fi
    point_back
    if [ -n "$previous" ]; then
      also "The server has its earlier code again ($previous)."
    else
      also "There is no earlier release, so $target/current is gone again."
    fi
  fi
  if [ -n "$updating" ] && [ -n "$dump" ]; then
    restored=yes
    # The server may run on the new code by now.
    if [ -n "$stop" ] && ! run_command "$stop"; then also 'ODOO_STOP failed on the way back.'; fi
    if restore_database; then
      also "The database is as before."
    else
      also "The database could not be restored: its dump is $dump."
      half_done=yes
    fi
  elif [ -n "$updated" ] && [ -n "$updating" ]; then
    also "The database keeps the update: there is no dump of it."
  elif [ -n "$updating" ]; then
    also "The database may keep a part of the update: there is no dump of it. The next deployment updates these modules again."
  fi
  if [ -n "$installed" ] && [ -n "$previous" ] && [ -d "$target/$previous" ]; then
    bring_back "$target/$previous" || also "The earlier $requirements could not be had again."
  fi
  if [ -n "$half_done" ] && [ -n "$stop" ]; then
    also "The server stays stopped: the next deployment restores the database first."
  elif [ -n "$stopped$switched$restored" ] && [ -n "$restart" ]; then
    run_command "$restart" || also 'ODOO_RESTART failed on the way back.'
  fi
  if [ -n "$taken_up" ] && [ -z "$half_done" ]; then rm -f -- "$target/attempt"; fi
}

# What a run that is over has begun and not ended: it may be as large as the release or the database.
remove_parts() { rm -rf -- "$releases/incoming" "$target/backups/incoming.dump"; }

finish() {
  code=$?
  trap - EXIT
  trap '' HUP INT PIPE TERM
  set +e
  if [ "$code" != 0 ]; then
    if [ -z "$status_reason" ]; then also "A step failed with code $code: the log tells which."; fi
    if [ -n "$locked" ]; then
      remove_parts
      go_back
    fi
  fi
  write_report
  rm -rf -- "$scratch"
  exit "$code"
}

# --- After a kill -9 or a power cut ---------------------------------------------------------------------------------

# Notes beside the code how far the run is: `going` from before the server stops, `switched` once it is to run on new code
# and database. The id is also in the database's note from the update on.
note_attempt() {
  printf '%s\n' "$attempt" "$1" "$dump" "$previous" > "$target/attempt.new"
  mv -f -- "$target/attempt.new" "$target/attempt"
}

# How somebody ends what a killed run has left. Here it is a process like any other.
how_to_end() { :; }

# One run at a time, also where a killed one has left Odoo or a restore going: they keep the lock.
lock_target() {
  exec 9> "$target/lock"
  if ! flock -n 9; then
    fail "Another deployment of this folder is running, or a killed one has left Odoo running. Wait for it, or end \
it$(how_to_end)."
  fi
  locked=yes
}

# Whether the database has the note of the run $1.
has_attempt() {
  [ "$(sql -v attempt="$1" 2> /dev/null << 'SQL' || true
select value::jsonb ->> 'attempt' = :'attempt' from ir_config_parameter where key = 'ocore.deployed';
SQL
  )" = t ]
}

# Whether others are connected to the database: a server that somebody has started. The session of a killed Odoo ends when
# its query does. Of other roles' sessions PostgreSQL tells the user alone, and a vacuum has none.
has_sessions() {
  tries=0
  while [ "$(sql << 'SQL'
select count(*) from pg_stat_activity
where datname = current_database() and usesysid is not null and pid <> pg_backend_pid();
SQL
  )" != 0 ]; do
    tries=$((tries + 1))
    if [ "$tries" = 5 ]; then return 0; fi
    sleep 1
  done
  return 1
}

# What a run that was killed has left: databases beside this one, a server that is stopped, code and database of which one
# is new. With ODOO_STOP nobody has entered anything since the dump, so the database goes back to it, and so does the code:
# Odoo would run the migrations of committed modules a second time.
take_up_attempt() {
  end_left_over
  remove_parts
  if [ "$backup" = dump ]; then
    sql -d postgres -v copy="$(copy_name restored)" -v failed="$(copy_name failed)" << 'SQL'
drop database if exists :"copy";
drop database if exists :"failed";
SQL
  fi
  if [ ! -f "$target/attempt" ]; then
    taken_up=yes
    return
  fi
  { read -r killed && read -r step && read -r dump && read -r before; } < "$target/attempt" || true
  warn 'The deployment before this one was killed, or the host went down.'
  if [ "$step" = going ] && has_attempt "$killed"; then
    if [ -z "$dump" ] || [ ! -f "$dump" ]; then
      warn "$database has a part of its update, and there is no dump. Its modules are updated again."
    elif [ -z "$stop" ] || has_sessions; then
      warn "$database has a part of its update, and may have been worked with since: it is not restored, and its modules \
are updated again. Its dump of before is $dump."
    else
      half_done=yes
      restore_database || fail "The database could not be restored: its dump is $dump."
      half_done='' previous=$before
      point_back
    fi
  fi
  dump='' taken_up=yes
  if [ -n "$stop" ]; then stopped=yes; fi
}

# --- A look before the first deployment -------------------------------------------------------------------------------

# Whether the database can be reached without a commit.
has_database() { :; }

check_odoo() {
  if ! answer=$("$odoo_bin" --version 2> "$scratch/error"); then
    fail "$odoo_bin does not start: $(tail -n 3 < "$scratch/error" | one_line)"
  fi
  say "Odoo starts: $(printf '%s' "$answer" | one_line 120)"
  say "Modules are chosen by: $choice"
}

# The folder that is there, of the target and those above it.
check_target() {
  folder=$target
  while [ ! -d "$folder" ]; do folder=$(dirname -- "$folder"); done
  if [ ! -w "$folder" ]; then fail "$(id -un) may not write to $folder: give it ODOO_TARGET."; fi
  if [ "$folder" = "$target" ] && has_database; then check_backup; fi
}

check_host() {
  if has_database; then
    open_database
    say "The database $database is one of Odoo."
  else
    say "The database $database is looked at by the first deployment: only its commit has the Compose file."
  fi
  check_odoo
  check_target
}

# --- All together ---------------------------------------------------------------------------------------------------

describe() {
  say "Would deploy $commit to $target and update $database:"
  say "  modules: ${modules:-none}"
  awk '{ printf "    %s (%s%s)\n", $1, $2, ($3 == "missing" ? ", not installed" : "") }' "$scratch/updates"
  say "  chosen by: $choice"
  say "  addons path: $addons_path"
  say "  dump before: $([ "$backup" = dump ] && [ -n "$modules" ] && echo yes || echo no)"
  say "  restart: ${restart:-none}"
  say "  health check: ${health_url:-none}"
}

main() {
  scratch=$(mktemp -d)
  : > "$scratch/warnings"
  : > "$scratch/updates"
  : > "$scratch/asked"
  trap finish EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  # Whoever reads the output may be gone, also the reader of Odoo's log: the shell writes there that Odoo was ended.
  trap 'exit 141' PIPE
  trap 'exit 143' TERM
  check_settings
  if [ "$only_check" = 1 ]; then
    check_host
    return
  fi
  complete_source
  open_database
  releases=$target/releases
  # A dry run copies into a folder that goes again.
  if [ "$dry_run" = 1 ]; then releases=$scratch/releases; fi
  mkdir -p -- "$releases"
  previous=$(readlink -- "$target/current" || true)
  if [ "$dry_run" = 0 ]; then
    lock_target
    check_backup
    take_up_attempt
  fi
  copy_release
  find_modules
  find_addons
  hash_modules
  make_image
  plan_updates
  if [ "$dry_run" = 1 ]; then
    describe
    return
  fi
  write_report
  if [ -z "$installed" ]; then
    installed=yes
    install_requirements "$release"
  fi
  update_database
  switch_server
  rm -f -- "$target/attempt"
  remove_old
  say "Deployed $commit"
}

# deploy-odoo-docker.sh takes these functions, and replaces some.
if [ -z "${deploy_odoo_functions-}" ]; then main; fi
