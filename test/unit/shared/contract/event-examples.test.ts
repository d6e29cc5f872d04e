import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { AccessMode, GrantLevel } from '#shared/contract/access.ts';
import { BranchMapping } from '#shared/contract/branch-mapping.ts';
import { Deployment } from '#shared/contract/deployment.ts';
import { Environment } from '#shared/contract/environment.ts';
import { CloudEvent, EventType } from '#shared/contract/event.ts';
import { Project } from '#shared/contract/project.ts';
import { Repository } from '#shared/contract/repository.ts';

const page = readFileSync(new URL('../../../../docs/events.md', import.meta.url), 'utf8');
const Envelope = z.strictObject(CloudEvent.shape);
/** Of what was deleted, and of what belongs to no project: an event tells ids alone. */
const Gone = z.strictObject({ id: z.string() });
// What an event leaves out: it has no reader with rights, mappings have events of their own, and the bus has a limit.
const { permissions: _ofTheCaller, ...projectFields } = Project.shape;
const { mappings: _ownEvents, permissions: _ofTheReader, ...environmentFields } = Environment.shape;
const { submodules: _large, ...deploymentFields } = Deployment.shape;
/** The data of each kind of event, by the first part of its type. */
const dataOf: Readonly<Record<string, z.ZodType>> = {
  deployment: z.strictObject(deploymentFields),
  project: z.strictObject(projectFields),
  access: z.strictObject({
    id: z.string(),
    mode: AccessMode,
    grants: z.array(z.strictObject({ principalId: z.string(), level: GrantLevel })),
  }),
  repository: z.strictObject(Repository.shape),
  environment: z.strictObject(environmentFields),
  mapping: z.strictObject(BranchMapping.shape),
  member: z.strictObject({ id: z.string(), roleId: z.optional(z.string()) }),
  role: Gone,
  'api-key': Gone,
};
const schemaOf = (type: string): z.ZodType =>
  /\.(deleted|disconnected)$/.test(type) ? Gone : (dataOf[type.split('.')[0] ?? ''] ?? z.never());

/** The sections of the page: a type, what it says, and its payload. */
const sections = [...page.matchAll(/^### `([a-z.-]+)`\n\n(.+?)\n\n```json\n(.+?)\n```$/gms)].map(
  ([, type = '', text = '', json = '']) => ({ type, text, json }),
);

describe('docs/events.md', () => {
  it('has a payload for each type, and none more', () => {
    expect(sections.map(({ type }) => type)).toEqual(EventType.options);
  });

  it.each(sections.map((section) => [section.type, section] as const))(
    'shows %s as its schema says',
    (type, { json }) => {
      const event = Envelope.parse(JSON.parse(json));

      expect(event.type).toBe(type);
      expect(event.source).toMatch(
        /^(?:member|role|api-key)\./.test(type)
          ? /^\/organizations\/org_\w+$/
          : /^\/organizations\/org_\w+\/projects\/prj_\w+$/,
      );
      expect(schemaOf(type).parse(event.data)).toEqual(event.data);
      expect(JSON.stringify(event)).not.toMatch(/"secret":"/);
    },
  );
});
