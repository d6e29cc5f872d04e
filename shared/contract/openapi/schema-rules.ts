import type * as z from 'zod/mini';
import { BranchPattern, PathFilter } from '#shared/contract/branch-mapping.ts';
import { SimulateBody } from '#shared/contract/delivery.ts';
import { CommitPrefix, DeployBody, ShortName } from '#shared/contract/deployment.ts';
import { idPattern } from '#shared/contract/id-prefixes.ts';
import { Cursor, Search } from '#shared/contract/list.ts';
import { LogTime, PointInTimeText } from '#shared/contract/point-in-time.ts';
import { BaseUrl, CaBundle, SshHostKeyLine } from '#shared/contract/provider-settings.ts';
import { RefName } from '#shared/contract/ref-name.ts';
import { RepositoryUrl } from '#shared/contract/repository.ts';
import { Description, Name, OtherEnvironmentId, OtherMappingId, Reason } from '#shared/contract/text.ts';
import { textLimits } from '#shared/contract/text-limits.ts';
import { textPatterns } from './text-patterns.ts';

const name = { minLength: 1, maxLength: textLimits.refName };
const has = (...required: readonly string[]) => ({ required });
const event = (...events: readonly string[]) => ({ properties: { event: { enum: events } } });

/**
 * What JSON Schema can say of schemas that check something in code, which zod cannot translate. It stands apart from the
 * schemas, because those are in the bundle of every function (D-075).
 */
export const schemaRules: ReadonlyMap<z.core.$ZodType, Readonly<Record<string, unknown>>> = new Map<
  z.core.$ZodType,
  Readonly<Record<string, unknown>>
>([
  [Name, { pattern: textPatterns.oneLine }],
  [Reason, { pattern: textPatterns.oneLine }],
  [Description, { pattern: textPatterns.prose }],
  [Search, { pattern: textPatterns.search }],
  [ShortName, { pattern: textPatterns.shortName }],
  [RefName, { ...name, pattern: textPatterns.refName }],
  [BranchPattern, { ...name, pattern: textPatterns.branchPattern }],
  [PathFilter, { pattern: textPatterns.pathFilter }],
  [CommitPrefix, { pattern: textPatterns.commitPrefix }],
  [PointInTimeText, { pattern: textPatterns.pointInTime }],
  [LogTime, { pattern: textPatterns.logTime }],
  [Cursor, { pattern: textPatterns.cursor }],
  [OtherEnvironmentId, { pattern: idPattern('environment').source }],
  [OtherMappingId, { pattern: idPattern('mapping').source }],
  [BaseUrl, { pattern: textPatterns.baseUrl }],
  [SshHostKeyLine, { pattern: textPatterns.sshHostKey }],
  [CaBundle, { pattern: textPatterns.caBundle }],
  [RepositoryUrl, { pattern: textPatterns.repositoryUrl }],
  [DeployBody, { anyOf: [has('branch'), has('tag'), has('commitSha', 'environmentId')], not: has('branch', 'tag') }],
  [
    SimulateBody,
    {
      oneOf: [
        { ...event('push', 'merge'), ...has('branch'), not: has('tag') },
        { ...event('tag'), ...has('tag'), not: has('branch') },
        { ...event('delete'), ...has('branch'), not: has('tag') },
        { ...event('delete'), ...has('tag'), not: has('branch') },
      ],
    },
  ],
]);
