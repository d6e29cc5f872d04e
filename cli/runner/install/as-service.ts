import type { RunOptions } from '../../commands/runner/run-options.ts';
import { UsageError } from '../../usage-error.ts';
import type { System } from './system.ts';
import { sandboxOf } from './unit-text.ts';

/** A service that may not be there yet. */
type Service = {
  readonly user: string;
  readonly hasSudo: boolean;
  readonly options: Pick<RunOptions, 'workDir' | 'cacheDir'>;
  readonly command: string;
};

/**
 * The arguments of systemd-run that start a program with the rights of the service, and with what it sees of the host.
 * Source: systemd-run(1). As in a unit, $ begins a variable; % does not stand for anything.
 */
const asService = (service: Service, settings: readonly string[], words: readonly string[]): readonly string[] => [
  ...['--pipe', '--wait', '--collect', '--quiet'],
  ...[`User=${service.user}`, ...sandboxOf(service), ...settings].flatMap((setting) => ['-p', setting]),
  ...words.map((word) => word.replaceAll('$', '$$$$')),
];

const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** The line for a shell that starts a program as the service. @param settings further lines of its unit */
export const lineAsService = (service: Service, settings: readonly string[], words: readonly string[]): string =>
  ['systemd-run', ...asService(service, settings, words).map(shellWord)].join(' ');

const elsewhere =
  'Install Node and ocore-cli where every user may read them, such as /usr, and the command too, or give another --user.';
const ownTemporary = 'The service has a /tmp and a /var/tmp of its own: choose another place.';

const fixOf = (path: string, user: string, isWritten: boolean): string => {
  if (/^\/(?:var\/)?tmp(?:\/|$)/.test(path)) return ownTemporary;
  return isWritten ? `Choose one outside of /usr, /boot and /etc, and chown it to ${user}.` : elsewhere;
};

/**
 * Proves that the service will find what its command line names. A runner that does not ends at once, and for good.
 * @throws UsageError that says what to change; Error where systemd cannot start the service at all
 */
export const requireUsable = (system: System, service: Service): void => {
  const { options, command, user } = service;
  const given = (path: string | undefined) => (path === undefined ? [] : [path]);
  const wanted = [
    ...[...system.self, command].map((path) => ({ verb: 'read', test: '-r', path })),
    ...[...system.self.slice(0, 1), command].map((path) => ({ verb: 'run', test: '-x', path })),
    ...[...given(options.workDir), ...given(options.cacheDir)].map((path) => ({ verb: 'write to', test: '-w', path })),
    ...given(options.cacheDir).map((path) => ({ verb: 'own', test: '-O', path })),
  ];
  for (const { verb, test, path } of wanted) {
    const words = asService(service, [], ['/usr/bin/test', test, path]);
    const { code, said } = system.run('systemd-run', words);
    if (code === 0) continue;
    if (code !== 1) throw new Error(`systemd-run ${words.join(' ')} failed with ${code}: ${said || 'it said nothing'}`);
    const may = verb === 'own' ? 'does not own' : `may not ${verb}`;
    throw new UsageError(
      `As a service, ${user} ${may} ${path}. ${fixOf(path, user, verb === 'write to' || verb === 'own')}`,
    );
  }
};
