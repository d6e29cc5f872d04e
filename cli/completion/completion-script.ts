import type { Place } from './complete-words.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

const wordsOf = ({ words }: Place): string => words.map(({ word }) => word).join(' ');
const lines = (texts: readonly string[]): string => texts.join('\n');

/** The way that the words before the cursor go down the tree. Words that are no command are arguments. */
const walk = (places: readonly Place[]): string =>
  places
    .filter(({ path }) => path !== '')
    .map(({ path }) => path)
    .join('|');

const bash = (places: readonly Place[]): string => `# bash completion of ocore: source <(ocore completion bash)
_ocore() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} at='' words='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at/$word" in
    ${walk(places)}) at=$at/$word ;;
    esac
  done
  case "$at $prev" in
${lines(places.flatMap(({ path, values }) => values.map(({ flag, choices }) => `  '${path} ${flag}') words='${choices.join(' ')}' ;;`)))}
  *)
    case "$at" in
${lines(places.map((place) => `    '${place.path}') words='${wordsOf(place)}' ;;`))}
    esac
    ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _ocore ocore
`;

const zsh = (places: readonly Place[]): string => `#compdef ocore
# zsh completion of ocore: ocore completion zsh > a file _ocore in a folder of $fpath
_ocore() {
  local at='' word prev=\${words[CURRENT-1]}
  local -a found
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at/$word" in
    (${walk(places)}) at=$at/$word ;;
    esac
  done
  case "$at $prev" in
${lines(places.flatMap(({ path, values }) => values.map(({ flag, choices }) => `  ('${path} ${flag}') found=(${choices.map((one) => `'${one}'`).join(' ')}) ;;`)))}
  (*)
    case "$at" in
${lines(
  places.map(
    ({ path, words }) =>
      `    ('${path}') found=(${words.map(({ word, about }) => `'${word}:${about.replaceAll(':', '\\:')}'`).join(' ')}) ;;`,
  ),
)}
    esac
    ;;
  esac
  _describe ocore found
}
if [ "$funcstack[1]" = _ocore ]; then _ocore "$@"; else compdef _ocore ocore; fi
`;

const fish = (places: readonly Place[]): string => `# fish completion of ocore: ocore completion fish | source
function __ocore_at
    set -l at ''
    for word in (commandline -opc)[2..-1]
        switch "$at/$word"
            case ${walk(places).replaceAll('|', ' ')}
                set at "$at/$word"
        end
    end
    test "$at" = "$argv[1]"
end
complete -c ocore -f
${lines(
  places.flatMap(({ path, words }) =>
    words.map(({ word, about }) => `complete -c ocore -n "__ocore_at '${path}'" -a '${word}' -d '${about}'`),
  ),
)}
${lines(
  places.flatMap(({ path, values }) =>
    values.map(({ flag, choices }) => {
      const name = flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`;
      return `complete -c ocore -n "__ocore_at '${path}'" ${name} -x -a '${choices.join(' ')}'`;
    }),
  ),
)}
`;

/** A script that completes the commands and options of a tree in a shell. */
export const completionScript = (shell: Shell, places: readonly Place[]): string => {
  switch (shell) {
    case 'bash':
      return bash(places);
    case 'zsh':
      return zsh(places);
    case 'fish':
      return fish(places);
  }
};
