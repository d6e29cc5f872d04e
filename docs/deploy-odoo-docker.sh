#!/bin/sh
# Deploys a checked-out commit to an Odoo server that runs in Docker Compose, doodba for instance: builds or pulls its image,
# updates the modules that the database needs in a container of its own, proves that Odoo loads them, lets the server take
# the new image, and sees that it stays up. On failure it goes back. The command of `ocore runner`; docs/odoo.md describes it.
#
# It has to lie beside deploy-odoo.sh, whose functions it takes, and so have the settings, deploy-odoo.env. Those of
# deploy-odoo.sh hold, but for ODOO_CONFIG, ODOO_ADDONS, ODOO_VENV, ODOO_CHOICE, ODOO_STOP, ODOO_RESTART and ODOO_UNIT, and
# besides:
#   ODOO_COMPOSE_PROJECT  the name of the Compose project (required). It stays the same for all releases
#   ODOO_COMPOSE_FILE     the Compose file: beginning with a slash, one of the host, else one of the commit
#                         (default docker-compose.yml). It finds in ODOO_RELEASE the folder and in ODOO_TAG the name of a
#                         release, such as in `image: acme-odoo:${ODOO_TAG}`
#   ODOO_FILES            a folder of the host with files that the commit leaves out, such as doodba's .docker/odoo.env: each
#                         is linked into the release (default none)
#   ODOO_IMAGE            build, pull, or none where the code is mounted from ODOO_RELEASE (default build)
#   ODOO_IMAGE_ADDONS     folders of the image with modules that are not in the commit, comma-separated: they are updated too
#                         where the image has other files of them than the database notes. For doodba
#                         /opt/odoo/auto/addons (default none)
#   ODOO_SERVICE          the service of Odoo (default odoo)
#   ODOO_DB_SERVICE       the service of PostgreSQL (default db). The name `none` takes psql of the host, and PG* variables
#   ODOO_BIN              Odoo's command in the container (default odoo)
set -eu

# shellcheck disable=SC2034  # deploy-odoo.sh reads it
deploy_odoo_functions=only
# shellcheck source=docs/deploy-odoo.sh
. "$(dirname -- "$0")/deploy-odoo.sh"

project=${ODOO_COMPOSE_PROJECT-}
compose_file=${ODOO_COMPOSE_FILE:-docker-compose.yml}
files=${ODOO_FILES-}
image=${ODOO_IMAGE:-build}
image_addons=${ODOO_IMAGE_ADDONS-}
service=${ODOO_SERVICE:-odoo}
db_service=${ODOO_DB_SERVICE:-db}
odoo_bin=${ODOO_BIN:-odoo}
update_container=$project-ocore-update
# What deploy-odoo.sh runs to stop and to start the server: `run_command` below.
stop='docker compose stop' restart='docker compose up'
config='' venv='' choice=hashes requirements=image
# The release whose image this run has made, and whether the server takes an image that is here.
made='' image_is_here=''

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
  case $files,$compose_file in
    ,*) ;;
    *,/*) problem "ODOO_FILES is for a Compose file of the commit: put them beside $compose_file." ;;
    /*) if [ ! -d "$files" ]; then problem "ODOO_FILES is no folder: $files"; fi ;;
    *) problem "ODOO_FILES must begin with a slash, not be $files." ;;
  esac
  case ,$image_addons, in
    ,,) ;;
    *,[!/]* | *,,*) problem "ODOO_IMAGE_ADDONS must name folders that begin with a slash, not $image_addons." ;;
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

# Compose reads the files that its own one names, such as an env_file, only when it runs a container: that is after the stop.
# And it pulls nothing for a service without an image, and says nothing of it.
check_compose() {
  if ! ("$@" config "$service" < /dev/null > "$scratch/compose" 2> "$scratch/error"); then
    fail "docker compose cannot read $compose_file: $(last_line "$scratch/error")"
  fi
  if [ "$image" = pull ] && awk -v line="  $service:" '
    /^ ? ?[^ ]/ { inside = ($0 == line); if (inside) there = 1 }
    inside && /^    image: / { image = 1 }
    END { exit !there || image }' "$scratch/compose"; then
    fail "ODOO_IMAGE=pull needs an image, and the service $service has none: give it one in $compose_file, or set ODOO_IMAGE=build."
  fi
  # It has the passwords of those files.
  rm -f -- "$scratch/compose"
}

# It is in the image.
check_odoo() { if has_database; then check_compose compose; fi; }

# The image, or its configuration, knows the addons path.
find_addons() { addons_path=''; }

# Passwords are linked and not copied: a release can be read by others.
link_files() {
  if [ -z "$files" ]; then return 0; fi
  (cd -- "$files" && find . ! -type d -print) | while IFS= read -r file; do
    file=${file#./}
    if [ -e "$source_dir/$file" ] || [ -L "$source_dir/$file" ]; then continue; fi
    case $file in */*) mkdir -p -- "$source_dir/${file%/*}" ;; esac
    ln -s -- "$files/$file" "$source_dir/$file"
  done
}

# Without the files that are left out, Compose may not read its own.
complete_source() {
  link_files
  check_compose compose_in "$source_dir"
}

# Before the server stops, so that it is away for the update alone.
install_requirements() {
  if [ "$image" = none ] || [ "$1" = "$made" ]; then return 0; fi
  made=$1
  compose_in "$1" "$image" "$service" < /dev/null && return
  # Not `code`: on the way back that is how the deployment ends, and the first reason stays too.
  made_code=$?
  status_reason=${status_reason:-docker compose $image $service ended with code $made_code: the log tells why.}
  return "$made_code"
}

# The image that the server ran on: its registry may be away, and its name may be that of the new image by now.
bring_back() {
  noted=$target/images/${1##*/}
  # The commit that was deployed before may be the same one, with another image.
  if [ -f "$scratch/image-before" ] && [ "$1" = "$release" ]; then cp -- "$scratch/image-before" "$noted"; fi
  if [ -f "$noted" ] && read -r id name < "$noted" && docker image inspect "$id" > /dev/null 2>&1; then
    # A name with a digest has only ever this image.
    case $name in *@* | sha256:*) ;; *) docker tag "$id" "$name" || return ;; esac
    if [ -n "$switched" ]; then docker tag "$id" "$project-ocore:deployed" || return; fi
    image_is_here=yes
    return
  fi
  # There is no note of a release that an earlier version of this script deployed. `up` pulls what is missing.
  made=''
  if [ "$image" = build ]; then install_requirements "$1"; fi
}

# A container of its own. The labels of the service may have Traefik send it requests.
run_once() {
  compose_in "$release" run --rm --no-deps -T --label traefik.enable=false --name "$update_container" "$service" "$@"
}

# For the shell of the image: prints the lines of hash_lines for the modules of a folder, which may be links, as in doodba.
# shellcheck disable=SC2016  # that shell has its own arguments
hash_folder='
  set -e
  cd -- "$1"
  modules=$(mktemp)
  find -L . -mindepth 2 -maxdepth 2 \( -name __manifest__.py -o -name __openerp__.py \) | sed "s:/[^/]*$::" > "$modules"
  find -L . -type f -exec sha256sum -- {} + | awk -v OFS="\t" -v modules="$modules" "$2"'

# Adds the modules of the image to the hashes. Those of the release have come first.
make_image() {
  if [ -z "$image_addons" ]; then return; fi
  if [ "$dry_run" = 1 ]; then
    say 'A dry run makes no image. Which modules of ODOO_IMAGE_ADDONS are updated is not known before.'
    if has_marker; then
      sql > "$scratch/image" << 'SQL'
select each.key || e'\t' || each.value from ir_config_parameter note, jsonb_each_text(note.value::jsonb -> 'modules') each
where note.key = 'ocore.deployed';
SQL
    fi
  else
    installed=yes
    install_requirements "$release"
    rest=$image_addons,
    while [ -n "$rest" ]; do
      folder=${rest%%,*}
      rest=${rest#*,}
      run_once sh -c "$hash_folder" sh "$folder" "$hash_lines" < /dev/null 9>&- > "$scratch/lines" ||
        fail "ODOO_IMAGE_ADDONS: the image's modules in $folder cannot be read."
      awk -F '\t' 'NF > 2 && $NF ~ /^[0-9a-f]+$/' "$scratch/lines" | hash_each > "$scratch/folder"
      if [ ! -s "$scratch/folder" ]; then fail "ODOO_IMAGE_ADDONS: the image has no modules in $folder."; fi
      cat -- "$scratch/folder" >> "$scratch/image"
    done
  fi
  if [ -f "$scratch/image" ]; then
    cat -- "$scratch/hashes" "$scratch/image" | awk -F '\t' '!seen[$1]++' > "$scratch/all"
    mv -- "$scratch/all" "$scratch/hashes"
  fi
}

start_odoo() { run_once "$odoo_bin" "$@" --logfile=; }

how_to_end() { printf ': docker rm --force %s' "$update_container"; }

# A container goes on when `docker compose run` is killed.
end_left_over() { docker rm --force "$update_container" > /dev/null 2>&1 || true; }

# The containers of the service without those of `docker compose run`.
server_containers() {
  docker ps --all --quiet --no-trunc --filter "label=com.docker.compose.project=$project" \
    --filter "label=com.docker.compose.service=$service" --filter label=com.docker.compose.oneoff=False
}

server_states() {
  server_containers | while IFS= read -r container; do
    docker inspect --format '{{.Id}} {{.State.StartedAt}} {{.RestartCount}} {{.State.Status}} {{.State.ExitCode}}' "$container"
  done
}

can_watch() { :; }

# Docker counts how often it has started a container again: one that `up` left alone may have had that before.
server_trouble() {
  server_states > "$scratch/after" || true
  awk -v before="$scratch/before" '
    BEGIN { while ((getline < before) > 0) restarts[$1 " " $2] = $3 }
    $4 != "running" { trouble = "its container is " $4 " (exit code " $5 ")" }
    $4 == "running" && $3 > restarts[$1 " " $2] + 0 { trouble = "it ended, and Docker started it again" }
    END { print NR ? trouble : "it has no container" }' "$scratch/after"
}

server_log() { docker logs --tail 20 "$(server_containers | head -n 1)"; }

# Notes for the way back the image that the server runs on, and gives it a name of its own, so that it is kept.
note_server() {
  mkdir -p -- "$target/images"
  for noted in "$target/images"/*; do
    if [ ! -d "$releases/${noted##*/}" ]; then rm -f -- "$noted"; fi
  done
  if [ -f "$target/images/$release_name" ]; then cp -- "$target/images/$release_name" "$scratch/image-before"; fi
  # shellcheck disable=SC2016  # the template is Docker's
  if docker inspect --format '{{.Image}} {{.Config.Image}}' "$(server_containers | head -n 1)" > "$scratch/image-of-server" &&
    docker tag "$(cut -d ' ' -f 1 "$scratch/image-of-server")" "$project-ocore:deployed"; then
    cp -- "$scratch/image-of-server" "$target/images/$release_name.new"
    mv -f -- "$target/images/$release_name.new" "$target/images/$release_name"
  else
    warn "The image of the server is not known: the way back of the next deployment takes it by its name."
  fi
}

# Before the first release, the container that ran goes on as it was: `up` would make one of the commit that failed.
start_server() {
  if [ -e "$target/current" ]; then
    server_states > "$scratch/before" || true
    if [ -n "$image_is_here" ]; then set -- --no-build --pull never; else set --; fi
    compose up --detach --no-deps "$@" "$service"
  elif [ -n "$switched" ]; then
    compose stop "$service"
    also "The server stays stopped: its container of before is gone."
  elif [ -n "$(server_containers)" ]; then
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
