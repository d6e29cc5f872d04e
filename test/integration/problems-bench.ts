import { afterAll, beforeAll } from 'vitest';
import type { Endpoint } from '#shared/contract/endpoint.ts';
import { endpoints } from '#shared/contract/endpoints.ts';
import type { Answer } from '#test/call.ts';
import { expectStatus, TestService } from './test-service.ts';

export let service: TestService;
export let path: string;

/** Values for the parameters of a path: a project with everything in it. */
export let real: Record<string, string>;

export const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\{([^}]+)\}/g, (_, name: string) => values[name] ?? 'x');

export const fits = (row: Endpoint, path: string): boolean =>
  new RegExp(`^${row.path.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path);

export const paths = [...new Set(endpoints.map((row) => row.path))];
export const withBody = endpoints.filter((row) => row.body !== undefined);
const title = (row: Endpoint): string => `${row.method} ${row.path}`;
export const rows = (list: readonly Endpoint[]): [string, Endpoint][] => list.map((row) => [title(row), row]);

export const send = (row: Endpoint, rawBody: string, headers: Record<string, string> = {}): Promise<Answer> =>
  service.api(row.method, fill(row.path, real), { rawBody, headers });

/** Starts what the tests of a file need, and stops it after them. */
export const useBench = (): void => {
  beforeAll(async () => {
    service = await TestService.start();
    const project = await service.connectedProject();
    path = project.path;
    const mappings = await service.api('GET', `${path}/branch-mappings`);
    const deployment = expectStatus(202, await service.api('POST', `${path}/deploy`, { body: { branch: 'staging' } }));
    real = {
      projectId: project.projectId,
      environmentId: project.environments.staging,
      mappingId: (mappings.json.branchMappings as { id: string }[])[0]?.id ?? '',
      deploymentId: String(deployment.json.id),
      provider: 'github',
      hookId: project.webhook.url.split('/').at(-1) ?? '',
      code: 'not_found',
    };
  });
  afterAll(() => service.stop());
};
