import { describe, expect, it } from 'vitest';
import {
  type Installation,
  installRunner,
  needsKey,
  uninstallRunner,
} from '../../../../../cli/runner/install/install-runner.ts';
import type { System } from '../../../../../cli/runner/install/system.ts';
import { sandboxOf } from '../../../../../cli/runner/install/unit-text.ts';
import { testInstallation } from './test-installation.ts';

const unitFile = '/etc/systemd/system/ocore-runner.service';
const environmentFile = '/etc/ocore/ocore-runner.env';

/** The name of a unit as systemctl takes it: one without an ending of a unit is that of a service. */
const wholeName = (unit: string): string =>
  /\.(?:service|timer|target|socket|path|mount|device|slice|scope|swap)$/.test(unit) ? unit : `${unit}.service`;

/** What `systemd-run` starts as the user of the service: without its settings, which are those of the unit. */
const asService = (...words: readonly string[]): string =>
  [
    'systemd-run --pipe --wait --collect --quiet',
    ...['User=ocore-runner', ...sandboxOf({ hasSudo: false })].map((setting) => `-p ${setting}`),
    ...words,
  ].join(' ');

/** A host whose files are in memory, and whose programs are noted. As systemctl, it knows only units that have a file. */
class Host implements System {
  readonly platform = 'linux' as const;
  readonly isRoot: boolean = true;
  readonly hasSystemd: boolean = true;
  readonly self = ['/usr/bin/node', '/usr/lib/node_modules/ocore-cli/ocore.js'];
  readonly files = new Map<string, { readonly text: string; readonly mode: number }>();
  readonly ran: string[] = [];
  /** What begins so fails. */
  readonly failing = new Set<string>(['id -u', 'systemctl is-active']);
  /** The tests that fail as the service, such as `-r /opt/node`, and the code that they end with. */
  readonly refused = new Map<string, number>();
  read = (path: string) => this.files.get(path)?.text ?? null;
  write = (path: string, text: string, mode: number) => {
    this.files.set(path, { text, mode });
  };
  protect = (path: string, mode: number) => {
    this.write(path, this.read(path) ?? '', mode);
  };
  remove = (path: string) => {
    this.files.delete(path);
  };
  run = (file: string, args: readonly string[]) => {
    const line = [file, ...args].join(' ');
    this.ran.push(line);
    const [verb = '', unit = ''] = [args[0], args.at(-1)];
    if (file === 'systemctl' && ['enable', 'disable', 'start'].includes(verb)) {
      const said = `Unit file ${wholeName(unit)} does not exist.`;
      if (!this.files.has(`/etc/systemd/system/${wholeName(unit)}`)) return { code: 1, said };
    }
    const refused = file === 'systemd-run' ? this.refused.get(args.slice(-2).join(' ')) : undefined;
    if (refused !== undefined) return { code: refused, said: '' };
    return { code: [...this.failing].some((start) => line.startsWith(start)) ? 1 : 0, said: 'no' };
  };
}

const whats = (steps: readonly { readonly what: string }[]): readonly string[] => steps.map(({ what }) => what);

describe('an installation', () => {
  it('makes the user, the file with the key for root alone, the unit, and starts it', () => {
    const host = new Host();

    const steps = installRunner(testInstallation(), 'ocore_key', host);

    expect(whats(steps)).toEqual(['made', 'made', 'made', 'made']);
    expect(host.files.get(environmentFile)).toEqual({
      text: 'OCORE_API_URL="https://ocore.example.com"\nOCORE_TOKEN="ocore_key"\n',
      mode: 0o600,
    });
    expect(host.files.get(unitFile)?.mode).toBe(0o644);
    expect(host.ran).toEqual([
      'id -u ocore-runner',
      'useradd --system --user-group --create-home --home-dir /var/lib/ocore-runner --shell /usr/sbin/nologin ocore-runner',
      asService('/usr/bin/test -r /usr/bin/node'),
      asService('/usr/bin/test -r /usr/lib/node_modules/ocore-cli/ocore.js'),
      asService('/usr/bin/test -r /etc/ocore/deploy.sh'),
      asService('/usr/bin/test -x /usr/bin/node'),
      asService('/usr/bin/test -x /etc/ocore/deploy.sh'),
      'systemctl daemon-reload',
      'systemctl is-active --quiet ocore-runner.service',
      'systemctl enable --quiet ocore-runner.service',
      'systemctl start ocore-runner.service',
    ]);
  });

  it('has the key in no unit, no step and no command line', () => {
    const host = new Host();

    const steps = installRunner(testInstallation(), 'ocore_canary', host);

    expect(JSON.stringify([steps, host.ran, host.read(unitFile)])).not.toContain('ocore_canary');
  });

  it('done again changes nothing, but who may read the key where that was loosened', () => {
    const host = new Host();
    installRunner(testInstallation(), 'ocore_key', host);
    host.failing.clear();
    host.ran.length = 0;
    const before = new Map(host.files);
    host.write(environmentFile, host.read(environmentFile) ?? '', 0o644);

    const steps = installRunner(testInstallation(), null, host);

    expect(whats(steps)).toEqual(['kept', 'kept', 'kept', 'kept']);
    expect(host.files).toEqual(before);
    expect(host.ran.filter((line) => /useradd|daemon-reload|start|kill/.test(line))).toEqual([]);
  });

  it('with another key keeps the lines of others, and lets the running deployment finish', () => {
    const host = new Host();
    installRunner(testInstallation(), 'ocore_old', host);
    host.write(environmentFile, `# mine\nAWS_ACCESS_KEY_ID=AKIA\n${host.read(environmentFile)}`, 0o600);
    host.failing.clear();
    host.ran.length = 0;

    const steps = installRunner(testInstallation(), 'ocore_new', host);

    expect(whats(steps)).toEqual(['kept', 'changed', 'kept', 'changed']);
    expect(host.read(environmentFile)).toBe(
      '# mine\nAWS_ACCESS_KEY_ID=AKIA\nOCORE_API_URL="https://ocore.example.com"\nOCORE_TOKEN="ocore_new"\n',
    );
    expect(host.ran.slice(-3)).toEqual([
      'systemctl is-active --quiet ocore-runner.service',
      'systemctl enable --quiet ocore-runner.service',
      'systemctl kill --kill-who=main --signal=SIGQUIT ocore-runner.service',
    ]);
  });

  it('takes up another version of the package', () => {
    const host = new Host();
    installRunner(testInstallation(), 'ocore_key', host);
    host.write(unitFile, (host.read(unitFile) ?? '').replace(/^# ocore-cli .+$/m, '# ocore-cli 0.0.1'), 0o644);
    host.failing.clear();

    expect(whats(installRunner(testInstallation(), null, host))).toEqual(['kept', 'kept', 'changed', 'changed']);
  });

  it('is told apart from a timer or a target of that name', () => {
    const host = new Host();

    installRunner(testInstallation({ unit: 'prod.timer' }), 'ocore_key', host);

    expect(host.ran.at(-1)).toBe('systemctl start prod.timer.service');
    expect(uninstallRunner('prod.timer', host)).toHaveLength(2);
  });

  it('asks for a key where the file holds none', () => {
    const host = new Host();
    expect(needsKey(host, 'ocore-runner')).toBe(true);
    installRunner(testInstallation(), 'ocore_key', host);

    expect(needsKey(host, 'ocore-runner')).toBe(false);
  });
});

describe('an installation is refused, and writes nothing,', () => {
  const refusal = (host: System, over: Partial<Installation> = {}): string => {
    try {
      installRunner(testInstallation(over), 'ocore_key', host);
      return 'installed';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it.each([
    ['on another system', { platform: 'darwin' as const }, 'on Linux with systemd alone'],
    ['without systemd', { hasSystemd: false }, 'systemd does not run here'],
    ['without root', { isRoot: false }, 'This needs root'],
  ])('%s', (_, over, message) => {
    const host = new Host();

    expect(refusal({ ...host, ...over })).toContain(message);
    expect([host.ran, host.files.size]).toEqual([[], 0]);
  });

  it.each([
    ['of a unit that is a path', { unit: '../x' }, '--unit must be a name'],
    ['of a unit whose name ends as its file does', { unit: 'prod.service' }, 'without .service'],
    ['of a user that is an option', { user: '-x' }, '--user must be the name'],
    ['with a command of two lines', { command: '/a\nUser=root' }, 'control character'],
    ['with a variable of two lines', { variables: { OCORE_ORG: 'a\nLD_PRELOAD=x' } }, 'OCORE_ORG holds a control'],
  ])('%s', (_, over, message) => {
    const host = new Host();

    expect(refusal(host, over)).toContain(message);
    expect([host.ran, host.files.size]).toEqual([[], 0]);
  });

  it('where the unit is not of ocore, or of another environment', () => {
    const host = new Host();
    host.write(unitFile, '[Unit]\nDescription=mine\n', 0o644);
    expect(refusal(host)).toContain('is not of ocore runner install');
    expect(() => uninstallRunner('ocore-runner', host)).toThrow('it stays');

    host.remove(unitFile);
    installRunner(testInstallation(), 'ocore_key', host);
    const options = { ...testInstallation().options, environment: 'env_01J00000000000000000000009' };
    const before = new Map(host.files);
    expect(refusal(host, { options })).toContain('serves another environment');
    expect(host.files).toEqual(before);
  });

  it.each([
    [
      '-r /usr/lib/node_modules/ocore-cli/ocore.js',
      'may not read /usr/lib/node_modules/ocore-cli/ocore.js. Install Node',
    ],
    ['-x /etc/ocore/deploy.sh', 'may not run /etc/ocore/deploy.sh. Install Node'],
    ['-w /tmp/work', 'may not write to /tmp/work. The service has a /tmp and a /var/tmp of its own'],
    [
      '-w /etc/cache',
      'may not write to /etc/cache. Choose one outside of /usr, /boot and /etc, and chown it to ocore-runner.',
    ],
    ['-O /etc/cache', 'does not own /etc/cache. Choose one'],
  ])('where the service fails at %s', (test, message) => {
    const host = new Host();
    host.refused.set(test, 1);
    const options = { ...testInstallation().options, workDir: '/tmp/work', cacheDir: '/etc/cache' };

    expect(refusal(host, { options })).toContain(`As a service, ocore-runner ${message}`);
    expect(host.files.size).toBe(0);
  });

  it('where systemd cannot start such a service at all', () => {
    const host = new Host();
    host.refused.set('-r /usr/bin/node', 226);

    expect(refusal(host)).toMatch(/^systemd-run .+ failed with 226: it said nothing$/);
    expect(host.files.size).toBe(0);
  });

  it('where a program fails, with what it said', () => {
    const host = new Host();
    host.failing.add('useradd');

    expect(refusal(host)).toMatch(/^useradd .+ failed with 1: no$/);
  });
});

describe('the end of an installation', () => {
  it('stops the service and removes both files, and nothing a second time', () => {
    const host = new Host();
    installRunner(testInstallation(), 'ocore_key', host);
    host.ran.length = 0;

    expect(uninstallRunner('ocore-runner', host)).toEqual([unitFile, environmentFile]);
    expect(uninstallRunner('ocore-runner', host)).toEqual([]);

    expect(host.files.size).toBe(0);
    expect(host.ran).toEqual([
      'systemctl disable --now --quiet ocore-runner.service',
      'systemctl daemon-reload',
      'systemctl reset-failed ocore-runner.service',
    ]);
  });
});
