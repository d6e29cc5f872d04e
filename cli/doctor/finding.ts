import type { Environment } from '#shared/contract/environment.ts';
import type { Me } from '#shared/contract/me.ts';
import type { Repository, Validation } from '#shared/contract/repository.ts';

/** The result of a check: in order, or a problem with what to do. */
export type Finding = {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly fix: string | null;
};

export const fine = (check: string, detail: string): Finding => ({ check, ok: true, detail, fix: null });
export const fault = (check: string, detail: string, fix: string): Finding => ({ check, ok: false, detail, fix });

// The clock of an answer has whole seconds; tokens are taken for a minute more.
const toleranceMs = 60_000;

/**
 * Compares the clock of this machine with that of the service.
 * @param date the header of its answer
 * @param now milliseconds since 1970
 */
export const clockFinding = (date: string | null, now: number): Finding => {
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs)) return fine('clock', 'the service does not tell its time');
  const offMs = now - theirs;
  if (Math.abs(offMs) <= toleranceMs) return fine('clock', 'as that of the service');
  const minutes = Math.round(Math.abs(offMs) / 60_000);
  const off = `The clock of this machine is ${minutes} min ${offMs > 0 ? 'ahead of' : 'behind'} that of the service.`;
  return fault('clock', off, 'Set it, best by NTP (timedatectl set-ntp true): tokens begin and end by it.');
};

/** Whether the caller sees projects at all. */
export const permissionFinding = ({ organization, organizations, permissions }: Me): Finding => {
  if (organization === null && organizations.length > 0) {
    const slugs = organizations.map(({ slug }) => slug).join(', ');
    return fault('permission', `You have several organisations: ${slugs}.`, 'Name one: --org, or OCORE_ORG.');
  }
  if (permissions.includes('view:projects')) return fine('permission', permissions.join(', '));
  const rest = permissions.length === 0 ? 'There is none.' : `There is ${permissions.join(', ')}.`;
  return fault(
    'permission',
    `view:projects is missing. ${rest}`,
    'Ask somebody who may manage members for another role, or for a key that has it.',
  );
};

const stepFix: Readonly<Record<Repository['nextSteps'][number]['action'], string>> = {
  add_deploy_key: 'ocore repo get shows the key and the page that it goes to.',
  add_webhook: 'ocore repo get shows the address, ocore repo reveal-secret the secret.',
  reconnect: 'ocore repo disconnect, then ocore project connect-repo.',
};

const isLater = (one: string | null, other: string | null): boolean => one !== null && (other === null || one > other);

const webhookFinding = ({ webhook, lastRejectedAt, status, statusReason }: Repository): Finding => {
  if (isLater(lastRejectedAt, webhook.lastDeliveryAt)) {
    return fault(
      'webhook',
      `Deliveries are refused since ${lastRejectedAt}: the secret at the provider is another one.`,
      'Paste the secret anew (ocore repo reveal-secret), or make a new one: ocore repo reconfigure-webhook.',
    );
  }
  if (status === 'failing') {
    return fault(
      'webhook',
      statusReason ?? 'The repository is failing.',
      `Look at the deliveries at the provider: ${webhook.settingsUrl}. ocore repo sync fetches what was missed.`,
    );
  }
  return webhook.lastDeliveryAt === null
    ? fine('webhook', 'nothing has come yet')
    : fine('webhook', `the last delivery came at ${webhook.lastDeliveryAt}`);
};

const validationFix: Readonly<Record<Validation['result'], string>> = {
  reachable: '',
  repository_unreachable: 'Check that the server runs and lets oCore through.',
  repository_not_found: 'Check its name at the provider; ocore project connect-repo takes another URL.',
  deploy_key_rejected: 'Add the deploy key at the provider: ocore repo get shows it.',
  host_key_changed: 'Ask who runs the server; if it is right, pin the key: ocore provider set --ssh-host-key.',
  branch_not_found: 'Choose another branch: ocore repo update --branch.',
};

/** @param validation of a connection just made; null where the caller may make none */
export const repositoryFindings = (repository: Repository, validation: Validation | null): readonly Finding[] => {
  const steps = repository.nextSteps.map(({ action, detail }) => fault('repository', detail, stepFix[action]));
  const connection =
    validation === null
      ? fine('connection', 'not tried: that needs manage:projects')
      : validation.result === 'reachable'
        ? fine('connection', validation.detail)
        : fault('connection', validation.detail, validationFix[validation.result]);
  return [
    ...(steps.length === 0 ? [fine('repository', `${repository.fullName} is ${repository.status}`)] : steps),
    connection,
    // Without a webhook there is nothing to say of it.
    ...(repository.nextSteps.some(({ action }) => action !== 'add_deploy_key') ? [] : [webhookFinding(repository)]),
  ];
};

/** Whether an environment takes deployments. */
export const environmentFindings = ({ name, projectId, id, paused, runner }: Environment): readonly Finding[] => {
  const check = `environment ${name}`;
  const found = [
    ...(paused === null
      ? []
      : [
          fault(
            check,
            `It is paused: ${paused.reason} (${paused.byName ?? paused.by}).`,
            `ocore environment resume ${projectId} ${id}`,
          ),
        ]),
    ...(runner.absent
      ? [
          fault(
            check,
            'A deployment waits, and no runner asks for it.',
            `Start one on its host: ocore runner start --project ${projectId} --environment ${id} --command …; ocore runner check says what it lacks.`,
          ),
        ]
      : []),
  ];
  return found.length === 0 ? [fine(check, 'takes deployments')] : found;
};
