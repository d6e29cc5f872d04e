import { newId } from '#shared/contract/new-id.ts';
import { departureWrite, endDeparture } from '#shared/data/organization/departures.ts';
import { listGrantees, readGrantees } from '#shared/data/organization/grantees.ts';
import { insertOrganization } from '#shared/data/organization/organizations.ts';
import { readExplained } from '#shared/data/organization/read-explained.ts';
import { findProjectIdsByName } from '#shared/data/projects/list-projects.ts';
import { countGrants, dropGrant, dropGrantItem, saveAccess } from '#shared/data/projects/write-access.ts';
import { insertClone, insertProject } from '#shared/data/projects/write-project.ts';
import { transact } from '#shared/data/table/transact.ts';
import { withGrant, withoutGrant } from '#shared/domain/access/change-access.ts';
import { apiKeyRecord, organizationRecord } from '#test/fixtures/access-records.ts';
import { changed, newOrganization, now, sampleMutation, sampleProject } from '../sample-records.ts';
import { storedProject } from '../stored-project.ts';
import type { Patterns } from './pattern.ts';

/** A project of an organisation with one key. */
const withKey = async () => {
  const { project, mutation } = await storedProject();
  const apiKey = apiKeyRecord({ organizationId: project.organizationId, id: newId('apiKey', now) });
  const organization = organizationRecord({ id: project.organizationId, slug: apiKey.id.toLowerCase() });
  await insertOrganization(organization, { ...apiKey, hashes: [apiKey.id] });
  const given = withGrant(project.access, apiKey.id, 'view', { by: mutation.principal, now });
  return { organization, project, mutation, apiKey, granted: changed(project, { access: given }) };
};

export const accessPatterns: Patterns = {
  'AP-130': async () => {
    const { project, apiKey } = await withKey();
    return () => readGrantees(project.organizationId, [apiKey.id], now);
  },
  'AP-131': async () => {
    const { organization, project, granted, mutation } = await withKey();
    return () => saveAccess(organization, project, granted, mutation, 201);
  },
  'AP-132': async () => {
    const { organization, project, granted, apiKey, mutation } = await withKey();
    await saveAccess(organization, project, granted, mutation, 201);
    const after = changed(granted, { access: withoutGrant(granted.access, apiKey.id) });
    return () => saveAccess(organization, granted, after, mutation, 204);
  },
  'AP-134': async () => {
    const { organization, apiKey } = await withKey();
    return () => readExplained(organization, apiKey.id, now);
  },
  'AP-133': async () => {
    const { organization, project, granted, apiKey, mutation } = await withKey();
    await saveAccess(organization, project, granted, mutation, 201);
    return () => countGrants(project.organizationId, apiKey.id, 200);
  },
  'AP-136': async () => {
    const { organization } = await withKey();
    return () => listGrantees(organization.id, now);
  },
  'AP-137': async () => {
    const { organization, project, mutation } = await withKey();
    const restricted = changed(project, { access: { ...project.access, mode: 'restricted' as const } });
    return () => saveAccess(organization, project, restricted, mutation, 200);
  },
  'AP-138': async () => {
    const organization = newOrganization();
    for (let index = 0; index < 25; index += 1) {
      const access = { mode: 'restricted' as const, grants: {} };
      const project = sampleProject(organization, { name: `Project ${index}`, access });
      await insertProject(project, sampleMutation(organization));
    }
    return () => findProjectIdsByName(organization, 'all', 'project 1', null);
  },
  'AP-146': async () => {
    const { organization, project, granted, apiKey, mutation } = await withKey();
    await saveAccess(organization, project, granted, mutation, 201);
    const after = changed(granted, { access: withoutGrant(granted.access, apiKey.id) });
    return () => dropGrant(after, apiKey.id);
  },
  'AP-147': async () => {
    const { organization, project, granted, apiKey, mutation } = await withKey();
    await saveAccess(organization, project, granted, mutation, 201);
    return () => dropGrantItem(organization.id, project.id, apiKey.id, granted.version);
  },
  'AP-148': async () => {
    const { organization, apiKey } = await withKey();
    await transact([departureWrite(organization.id, apiKey.id, now)]);
    return () => endDeparture(organization.id, apiKey.id);
  },
  'AP-135': async () => {
    const { organization, project, granted } = await withKey();
    const clone = sampleProject(project.organizationId, { access: granted.access, clonedFrom: project.id });
    const mutation = sampleMutation(project.organizationId);
    return () => insertClone(clone, [], mutation, { organization, origin: project });
  },
};
