import { type Answer, type CallOptions, call } from '#test/call.ts';
import { githubHeaders, realPush, realRepository } from '#test/fixtures/github.ts';

type Target = { readonly port: number; readonly token: string };
type Request = () => Promise<Answer>;

const stringOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const objectOf = (value: unknown): Record<string, unknown> => (value ?? {}) as Record<string, unknown>;

/** One client's work: a project of its own, and then requests of every kind in turn, good and bad. */
export const clientOf = async (target: Target, name: string): Promise<(turn: number) => Promise<Answer>> => {
  const api = (method: string, path: string, options: CallOptions = {}) =>
    call({ port: target.port }, method, path, { token: target.token, ...options });
  const made = await api('POST', '/api/projects', { body: { name } });
  const path = `/api/projects/${stringOf(made.json.id)}`;
  const staging = { name: 'Staging', type: 'staging', branch: 'staging' };
  const environment = await api('POST', `${path}/environments`, { body: staging });
  const connection = { repositoryUrl: realRepository.sshUrl, branch: 'main' };
  const connected = await api('POST', `${path}/repository`, { body: connection });
  const webhook = objectOf(connected.json.webhook);
  const hookPath = new URL(stringOf(webhook.url)).pathname;

  const push = (ref: string, turn: number, secret = stringOf(webhook.secret)) => {
    const after = turn.toString(16).padStart(40, '0');
    const rawBody = JSON.stringify({ ...realPush(), ref: `refs/heads/${ref}`, after });
    return call({ port: target.port }, 'POST', hookPath, { rawBody, headers: githubHeaders('push', rawBody, secret) });
  };
  const kinds = (turn: number): readonly Request[] => [
    () => api('GET', '/api/projects'),
    () => api('GET', path),
    () => push('staging', turn),
    () => api('GET', `${path}/environments/${stringOf(environment.json.id)}`),
    () => api('PUT', path, { body: { description: `Turn ${turn}` } }),
    () => push('feature/x', turn),
    () => api('GET', `${path}/deployments`),
    () => api('GET', `/api/projects?q=${encodeURIComponent(name)}`),
    () => push('staging', turn, 'wrong'),
    () =>
      api('POST', `${path}/deploy`, { body: { branch: 'staging', commitSha: turn.toString(16).padStart(40, '0') } }),
    () => api('GET', `${path}/repository`),
    () => api('POST', '/api/projects', { body: { name: `${name}, ${turn}` } }),
    () => api('GET', '/api/projects/prj_00000000000000000000000000'),
    () => api('PUT', path, { rawBody: '{"name":' }),
    () => api('GET', `${path}/branch-mappings`),
    () => api('GET', '/api/me'),
    () => api('PATCH', path),
    () => api('GET', '/api/me', { token: 'ocore_nobody' }),
    () => api('POST', path, { body: { unknown: true } }),
    () => api('GET', '/api/health'),
  ];
  return (turn) => {
    const all = kinds(turn);
    const request = all[turn % all.length];
    if (request === undefined) throw new Error('There is no kind of request.');
    return request();
  };
};
