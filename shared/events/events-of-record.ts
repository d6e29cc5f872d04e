import type { DynamoDBRecord } from 'aws-lambda';
import type { CloudEvent } from '#shared/contract/event.ts';
import type { OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { apiKeyFromItem } from '#shared/data/items/api-key-item.ts';
import { deploymentFromItem } from '#shared/data/items/deployment-item.ts';
import { environmentFromItem } from '#shared/data/items/environment-item.ts';
import { memberFromItem } from '#shared/data/items/member-item.ts';
import { projectFromItem, repositoryFromItem } from '#shared/data/items/project-item.ts';
import { roleFromItem } from '#shared/data/items/role-item.ts';
import { kindOfItem } from '#shared/data/table/keys.ts';
import { apiKeyEvents } from '#shared/domain/access/api-key-events.ts';
import { memberEvents } from '#shared/domain/access/member-events.ts';
import { roleEvents } from '#shared/domain/access/role-events.ts';
import { type ChangeEvent, cloudEvent } from '#shared/domain/change.ts';
import { deploymentEvents } from '#shared/domain/deployments/deployment-events.ts';
import { environmentEvents } from '#shared/domain/environments/environment-events.ts';
import { projectEvents } from '#shared/domain/projects/project-events.ts';
import { repositoryEvents } from '#shared/domain/repository/repository-events.ts';
import { both, type Image, imageOf } from './record-images.ts';

type Kind = ReturnType<typeof kindOfItem>;

/** What belongs to the organisation and to no project. */
const ofOrganization: readonly Kind[] = ['member', 'role', 'apiKey'];

const changeEvents = (kind: Kind, before: Image | null, after: Image | null, publicUrl: string): ChangeEvent[] => {
  switch (kind) {
    case 'project':
      return projectEvents(both(before, after, projectFromItem));
    case 'environment':
      return environmentEvents(both(before, after, environmentFromItem));
    case 'repository':
      return repositoryEvents(both(before, after, repositoryFromItem), publicUrl);
    case 'deployment':
      return deploymentEvents(both(before, after, deploymentFromItem));
    case 'member':
      return memberEvents(both(before, after, memberFromItem));
    case 'role':
      return roleEvents(both(before, after, roleFromItem));
    case 'apiKey':
      return apiKeyEvents(both(before, after, apiKeyFromItem));
    case null:
      return [];
  }
};

/**
 * The CloudEvents of a record of the table's stream. The same record always gives the same ids.
 * @param publicUrl for the webhook URL in a repository's event
 */
export const eventsOfRecord = (record: DynamoDBRecord, publicUrl: string): CloudEvent[] => {
  const before = imageOf(record.dynamodb?.OldImage);
  const after = imageOf(record.dynamodb?.NewImage);
  const one = after ?? before;
  if (one === null) return [];
  const kind = kindOfItem({ pk: String(one.pk), sk: String(one.sk) });
  // The project's own item has its id in `id`, the others in a project have it in `projectId`.
  const project = ofOrganization.includes(kind) ? null : ((one.projectId ?? one.id) as ProjectId);
  const seconds = record.dynamodb?.ApproximateCreationDateTime;
  const time = new Date(seconds === undefined ? Date.now() : Number(seconds) * 1000).toISOString();
  return changeEvents(kind, before, after, publicUrl).map((event) =>
    cloudEvent(one.organizationId as OrganizationId, project, event, time),
  );
};
