import { version } from '#shared/contract/version.ts';
import type { RunOptions } from '../../commands/runner/run-options.ts';
import { UsageError } from '../../usage-error.ts';
import { lineAsService, requireUsable } from './as-service.ts';
import { namesIn, withVariables } from './environment-file.ts';
import type { System } from './system.ts';
import { isOwnUnit, markOf, type UnitSettings, unitText } from './unit-text.ts';

/** Everything that is installed, already checked. */
export type Installation = {
  readonly options: RunOptions;
  readonly commandArguments: readonly string[];
  /** The absolute path of the command. */
  readonly command: string;
  readonly graceSeconds: number;
  readonly unit: string;
  readonly user: string;
  readonly hasSudo: boolean;
  /** Variables of the file, without the key. */
  readonly variables: Readonly<Record<string, string>>;
};

/** Something that was done or found: `made`, `changed` or `kept`. */
export type Step = { readonly what: 'made' | 'changed' | 'kept'; readonly text: string };

const unitName = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,59}$/;
const userName = /^[a-z_][a-z0-9_-]{0,31}$/;

/** Where the files of a unit are. @throws UsageError for a name that is none */
export const filesOf = (unit: string): { readonly unitFile: string; readonly environmentFile: string } => {
  if (!unitName.test(unit) || unit.endsWith('.service'))
    throw new UsageError('--unit must be a name such as ocore-runner-staging, without .service.');
  return { unitFile: `/etc/systemd/system/${unit}.service`, environmentFile: `/etc/ocore/${unit}.env` };
};

/** @throws UsageError where an installation cannot be done */
export const requireSystem = ({ platform, isRoot, hasSystemd }: System): void => {
  if (platform !== 'linux') throw new UsageError('A runner is installed on Linux with systemd alone.');
  if (!hasSystemd)
    throw new UsageError('systemd does not run here: start the runner by another supervisor, see docs/runner.md.');
  if (!isRoot)
    throw new UsageError('This needs root: put sudo and the address in front, sudo OCORE_API_URL=… ocore runner ….');
};

/** @throws Error with what the program said */
export const must = (system: System, file: string, args: readonly string[]): void => {
  const { code, said } = system.run(file, args);
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} failed with ${code}: ${said || 'it said nothing'}`);
};

/** The settings of the runner and of its check. */
const wordsOf = ({ options, command, unit, commandArguments }: Installation, verb: 'start' | 'check'): string[] => {
  const given = (flag: string, value: string | undefined) => (value === undefined ? [] : [flag, value]);
  return [
    ...['runner', verb, '--project', options.project, '--environment', options.environment, '--command', command],
    ...['--cache-dir', options.cacheDir ?? `/var/cache/${unit}`],
    ...given('--work-dir', options.workDir),
    ...given('--name', options.name),
    ...(options.passEnv === undefined ? [] : ['--pass-env', ...options.passEnv]),
    ...['--timeout', options.timeout, '--grace', options.grace],
    ...(commandArguments.length === 0 ? [] : ['--', ...commandArguments]),
  ];
};

/** The unit of an installation, and how its user would check it. @throws UsageError where a name is none */
export const describeUnit = (made: Installation, system: System): { text: string; check: string } => {
  const { unit, user, options } = made;
  if (!userName.test(user)) throw new UsageError('--user must be the name of a user, such as ocore-runner.');
  const { environmentFile } = filesOf(unit);
  const settings: UnitSettings = {
    ...{ unit, user, environmentFile, version, hasSudo: made.hasSudo, graceSeconds: made.graceSeconds },
    projectId: options.project,
    environmentId: options.environment,
    words: [...system.self, ...wordsOf(made, 'start')],
  };
  const check = lineAsService(
    made,
    [`EnvironmentFile=${environmentFile}`],
    [...system.self, ...wordsOf(made, 'check')],
  );
  return { text: unitText(settings), check };
};

/** @throws UsageError where the unit of this name is another one's */
export const requireOwn = (system: System, made: Installation): string | null => {
  const { unitFile } = filesOf(made.unit);
  const found = system.read(unitFile);
  if (found === null) return null;
  if (!isOwnUnit(found))
    throw new UsageError(`${unitFile} is not of ocore runner install. Choose another name: --unit.`);
  const mark = markOf({ projectId: made.options.project, environmentId: made.options.environment });
  if (found.startsWith(`${mark}\n`)) return found;
  throw new UsageError(`${unitFile} serves another environment. Choose another name: --unit ocore-runner-….`);
};

/** Whether a key has to be asked for: none is given, and the file holds none. */
export const needsKey = (system: System, unit: string): boolean =>
  !namesIn(system.read(filesOf(unit).environmentFile) ?? '').includes('OCORE_TOKEN');

const madeUser = (system: System, user: string): Step => {
  if (system.run('id', ['-u', user]).code === 0) return { what: 'kept', text: `user ${user}` };
  const home = `/var/lib/${user}`;
  must(system, 'useradd', [
    ...['--system', '--user-group', '--create-home', '--home-dir', home, '--shell', '/usr/sbin/nologin', user],
  ]);
  return { what: 'made', text: `user ${user}, who cannot sign in` };
};

const written = (system: System, path: string, text: string, mode: number, about: string): Step => {
  const before = system.read(path);
  if (before === text) {
    system.protect(path, mode);
    return { what: 'kept', text: path };
  }
  system.write(path, text, mode);
  return { what: before === null ? 'made' : 'changed', text: `${path} (${about})` };
};

const started = (system: System, name: string, isChanged: boolean): Step => {
  const unit = `${name}.service`;
  const isActive = system.run('systemctl', ['is-active', '--quiet', unit]).code === 0;
  must(system, 'systemctl', ['enable', '--quiet', unit]);
  if (!isActive) {
    must(system, 'systemctl', ['start', unit]);
    return { what: 'made', text: `${unit} is started, and starts with the host` };
  }
  if (!isChanged) return { what: 'kept', text: `${unit} runs` };
  // The runner alone gets the signal: it lets its deployment finish, ends, and systemd starts the new unit.
  must(system, 'systemctl', ['kill', '--kill-who=main', '--signal=SIGQUIT', unit]);
  return { what: 'changed', text: `${unit} starts anew when its running deployment has ended` };
};

/**
 * Makes the user, the file with the key, and the unit, and starts it. Doing it again changes what differs alone.
 * Source: docs/runner.md, "As a service".
 * @param token the API key; null to keep the one that the file holds
 * @throws UsageError that says what to change; Error where a program of the system fails
 */
export const installRunner = (made: Installation, token: string | null, system: System): readonly Step[] => {
  requireSystem(system);
  requireOwn(system, made);
  const { unitFile, environmentFile } = filesOf(made.unit);
  const { text } = describeUnit(made, system);
  const values = { ...made.variables, ...(token === null ? {} : { OCORE_TOKEN: token }) };
  const variables = withVariables(system.read(environmentFile) ?? '', values);
  const user = madeUser(system, made.user);
  requireUsable(system, made);
  const files = [
    written(system, environmentFile, variables, 0o600, 'the key, for root alone'),
    written(system, unitFile, text, 0o644, 'the unit'),
  ];
  const isChanged = files.some(({ what }) => what !== 'kept');
  if (isChanged) must(system, 'systemctl', ['daemon-reload']);
  return [user, ...files, started(system, made.unit, isChanged)];
};

/**
 * Ends the service and removes its files. The user and what the runner kept stay.
 * @throws UsageError where the unit is not of ocore; Error where systemctl fails
 */
export const uninstallRunner = (unit: string, system: System): readonly string[] => {
  requireSystem(system);
  const { unitFile, environmentFile } = filesOf(unit);
  const found = system.read(unitFile);
  if (found !== null && !isOwnUnit(found))
    throw new UsageError(`${unitFile} is not of ocore runner install: it stays.`);
  const gone = [unitFile, environmentFile].filter((path) => system.read(path) !== null);
  if (found !== null) must(system, 'systemctl', ['disable', '--now', '--quiet', `${unit}.service`]);
  for (const path of gone) system.remove(path);
  if (found === null) return gone;
  must(system, 'systemctl', ['daemon-reload']);
  // One that had failed would be listed for ever. It is an error where it had not.
  system.run('systemctl', ['reset-failed', `${unit}.service`]);
  return gone;
};
