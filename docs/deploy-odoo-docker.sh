#!/bin/sh
# Deploys a checked-out commit to an Odoo server that runs in Docker Compose, doodba for instance: builds or pulls its image,
# updates the modules that the database needs in a container of its own, proves that Odoo loads them, and lets the server take
# the new image. On failure it goes back. The command of `ocore runner`; docs/odoo.md describes it.
#
# It has to lie beside deploy-odoo.sh, whose functions it takes, and so have the settings, deploy-odoo.env. Those of
# deploy-odoo.sh hold, but for ODOO_CONFIG, ODOO_ADDONS, ODOO_VENV, ODOO_STOP and ODOO_RESTART, and besides:
#   ODOO_COMPOSE_PROJECT  the name of the Compose project (required). It stays the same for all releases
#   ODOO_COMPOSE_FILE     the Compose file: beginning with a slash, one of the host, else one of the commit
#                         (default docker-compose.yml). It finds in ODOO_RELEASE the folder and in ODOO_TAG the name of a
#                         release, such as in `image: acme-odoo:${ODOO_TAG}`
#   ODOO_IMAGE            build, pull, or none where the code is mounted from ODOO_RELEASE (default build)
#   ODOO_SERVICE          the service of Odoo (default odoo)
#   ODOO_DB_SERVICE       the service of PostgreSQL (default db). The name `none` takes psql of the host, and PG* variables
#   ODOO_BIN              Odoo's command in the container (default odoo)
set -eu

# shellcheck disable=SC2034
deploy_odoo_functions=only
# shellcheck source=docs/deploy-odoo.sh
. "$(dirname -- "$0")/deploy-odoo.sh"

project=${ODOO_COMPOSE_PROJECT-}
compose_file=${ODOO_COMPOSE_FILE:-docker-compose.yml}
image=${ODOO_IMAGE:-build}
service=${ODOO_SERVICE:-odoo}
db_service=${ODOO_DB_SERVICE:-db}
odoo_bin=${ODOO_BIN:-odoo}
update_container=$project-ocore-update
# What deploy-odoo.sh runs to stop and to start the server: `run_command` below.
stop='docker compose stop' restart='docker compose up'
config='' venv='' requirements=image

# Compose with the release in the folder $1, which its file can name.
compose_in() {
  ODOO_RELEASE=$1 ODOO_TAG=${1##*/}
  shift
  export ODOO_RELEASE ODOO_TAG
  case $compose_file in /*) set -- --file "$compose_file" "$@" ;; *) set -- --file "$ODOO_RELEASE/$compose_file" "$@" ;; esac
  docker compose --project-name "$project" "$@"
}

# The release that the server runs, or is to run; before the first deployment the commit itself.
compose() {
  now_current=$(readlink -- "$target/current" || true)
  compose_in "${now_current:+$target/}${now_current:-$source_dir}" "$@"
}

check_commands() {
  case $project in
    '') problem 'ODOO_COMPOSE_PROJECT is not set: name the Compose project.' ;;
    [!a-z0-9]* | *[!a-z0-9_-]*) problem "ODOO_COMPOSE_PROJECT must have small letters, digits, _ and - alone, not be $project." ;;
  esac
  case $image in build | pull | none) ;; *) problem "ODOO_IMAGE must be build, pull or none, not $image." ;; esac
  case $compose_file in
    /*) if [ ! -r "$compose_file" ]; then problem "ODOO_COMPOSE_FILE cannot be read: $compose_file"; fi ;;
    *) if [ "$only_check" = 0 ] && [ ! -r "$source_dir/$compose_file" ]; then problem "ODOO_COMPOSE_FILE is not in the commit: $compose_file"; fi ;;
  esac
  check_command sha256sum 'install coreutils.'
  check_command flock 'install util-linux.'
  if ! docker compose version > /dev/null 2>&1; then
    problem "docker compose does not work: install Docker's Compose plugin."
  elif ! docker version > /dev/null 2> "$scratch/error"; then
    problem "Docker's daemon has to run, and to let $(id -un) use it (group docker): $(one_line < "$scratch/error")"
  fi
  if [ "$db_service" = none ]; then
    check_command psql 'install postgresql-client.'
    if [ "$backup" = dump ]; then check_command pg_dump 'install postgresql-client, or set ODOO_BACKUP=none.'; fi
  fi
  if [ -n "$health_url" ]; then check_command curl 'install it, or leave out ODOO_HEALTH_URL.'; fi
}

# PostgreSQL's own container trusts its own socket, as the official image does.
postgres() {
  if [ "$db_service" = none ]; then
    "$@"
    return
  fi
  compose exec -T --env "PGUSER=${PGUSER:-odoo}" --env "PGDATABASE=$PGDATABASE" --env "PGAPPNAME=$PGAPPNAME" \
    --env "PGOPTIONS=$PGOPTIONS" "$db_service" "$@"
}

# It is that of a container.
database_folder() { :; }

# A Compose file of the commit is there from the first deployment on.
has_database() { case $db_service,$compose_file in none,* | *,/*) ;; *) [ -e "$target/current" ] ;; esac }

# It is in the image.
check_odoo() { :; }

# The image, or its configuration, knows the addons path.
find_addons() { addons_path=''; }

# Before the server stops, so that it is away for the update alone. A tag that was built is built again from its cache.
install_requirements() {
  case $image in build | pull) ;; *) return 0 ;; esac
  compose_in "$1" "$image" "$service" < /dev/null && return
  code=$?
  # On the way back the first reason stays.
  status_reason=${status_reason:-docker compose $image $service ended with code $code: the log tells why.}
  return "$code"
}

start_odoo() {
  compose_in "$release" run --rm --no-deps -T --name "$update_container" "$service" "$odoo_bin" "$@" --logfile=
}

# A container goes on when `docker compose run` is killed.
end_left_over() { docker rm --force "$update_container" > /dev/null 2>&1 || true; }

# Before the first release, the container that ran goes on as it was: `up` would make one of the commit that failed.
start_server() {
  if [ -e "$target/current" ]; then
    compose up --detach --no-deps "$service"
  elif [ -n "$switched" ]; then
    compose stop "$service"
    also "The server stays stopped: its container of before is gone."
  elif [ -n "$(compose ps --all --quiet "$service")" ]; then
    compose start "$service"
  fi
}

run_command() {
  case $1 in
    "$stop") compose stop "$service" ;;
    "$restart") start_server ;;
  esac < /dev/null 9>&-
}

main
