import { UsageError } from '../../usage-error.ts';

/** What a unit starts, and as whom. */
export type UnitSettings = {
  readonly unit: string;
  readonly user: string;
  readonly projectId: string;
  readonly environmentId: string;
  /** The program and its arguments, as they are. */
  readonly words: readonly string[];
  readonly environmentFile: string;
  readonly graceSeconds: number;
  /** Whether the command uses sudo. */
  readonly hasSudo: boolean;
  /** Of the package. The unit of another one differs, and so an update of the package is taken up. */
  readonly version: string;
};

/** The first line of a unit: whose it is. */
export const markOf = ({ projectId, environmentId }: Pick<UnitSettings, 'projectId' | 'environmentId'>): string =>
  `# Written by ocore runner install for ${projectId} ${environmentId}`;

/** Whether ocore wrote a unit, for any environment. */
export const isOwnUnit = (text: string): boolean => /^# Written by ocore runner install for \S+ \S+\n/.test(text);

const unprintable = /\p{Cc}/u;

/**
 * A word of a command line of systemd. Source: systemd.service(5), "COMMAND LINES"; systemd.unit(5), "SPECIFIERS".
 * @throws UsageError for what no line holds
 */
export const unitWord = (word: string): string => {
  if (unprintable.test(word)) throw new UsageError(`A unit cannot hold a control character: ${JSON.stringify(word)}.`);
  const text = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /^[\w@%+=:,./-]+$/.test(word) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
};

/**
 * What keeps the runner and its command from gaining rights. Each of the second list also keeps sudo from working, by
 * itself or through NoNewPrivileges, which it implies. Homes and /var stay as the user's own rights have them, because
 * the deploy command writes where Odoo's code is.
 */
const always = ['PrivateTmp=yes', 'ProtectSystem=full', 'ProtectControlGroups=yes'];
const withoutSudo = [
  'NoNewPrivileges=yes',
  'CapabilityBoundingSet=',
  'RestrictSUIDSGID=yes',
  'ProtectKernelTunables=yes',
  'ProtectKernelModules=yes',
  'ProtectKernelLogs=yes',
  'ProtectClock=yes',
  'ProtectHostname=yes',
  'PrivateDevices=yes',
  'LockPersonality=yes',
  'RestrictRealtime=yes',
  'SystemCallArchitectures=native',
];

/** What a service may do and see, as lines of its unit. Source: systemd.exec(5). */
export const sandboxOf = ({ hasSudo }: Pick<UnitSettings, 'hasSudo'>): readonly string[] => [
  ...always,
  ...(hasSudo ? [] : withoutSudo),
];

/** The unit of a runner, for systemd 240 or newer. It holds no key. Source: docs/runner.md, "As a service". */
export const unitText = (settings: UnitSettings): string => {
  const { unit, user, words, environmentFile, graceSeconds } = settings;
  return `${markOf(settings)}
# ocore-cli ${settings.version}
[Unit]
Description=oCore runner of ${settings.environmentId}
Wants=network-online.target
After=network-online.target
# It is started again for as long as the service or the network is away.
StartLimitIntervalSec=0

[Service]
Type=exec
User=${user}
EnvironmentFile=${environmentFile}
ExecStart=${words.map(unitWord).join(' ')}
CacheDirectory=${unit}
CacheDirectoryMode=0700
# The runner ends its command itself.
KillMode=mixed
TimeoutStopSec=${Math.ceil(graceSeconds) + 50}
Restart=always
RestartSec=10
# A wrong command line does not become right by itself.
RestartPreventExitStatus=2
${sandboxOf(settings).join('\n')}

[Install]
WantedBy=multi-user.target
`;
};
