import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { endpoints } from '#shared/contract/endpoints.ts';
import { invalidField, Problem } from '#shared/contract/problem.ts';
import { type ProblemCode, problemCodes } from '#shared/contract/problem-code.ts';
import { problemPages } from '#shared/contract/problem-pages.ts';

// docs/design/api-conventions.md, "Problem codes", as it stands there.
const wire: Readonly<Record<number, string>> = {
  400: 'validation_failed malformed_json invalid_cursor repository_url_invalid repository_host_not_allowed production_needs_exact_branch provider_credential_rejected',
  401: 'unauthenticated',
  403: 'permission_missing origin_refused',
  404: 'not_found repository_not_connected',
  405: 'method_not_allowed',
  409: 'conflict name_taken repository_already_connected deploy_key_in_use webhook_not_configured provider_credential_missing mapping_conflict branch_not_allowed environment_in_use deployment_not_cancellable deployment_already_finished lease_lost project_archived last_owner idempotency_in_progress',
  412: 'precondition_failed',
  413: 'body_too_large',
  415: 'unsupported_media_type',
  422: 'idempotency_mismatch',
  429: 'rate_limited',
  500: 'internal',
  502: 'provider_failed provider_rate_limited',
  503: 'service_unavailable',
};
const results =
  'repository_unreachable repository_not_found deploy_key_rejected host_key_changed branch_not_found runner_lost odoo_series_mismatch odoo_manifest_invalid submodule_not_fetched'.split(
    ' ',
  );

const codes = Object.keys(problemCodes) as ProblemCode[];
const folder = new URL('../../../../docs/problems/', import.meta.url);
const pageOf = (code: string): string => readFileSync(new URL(`${code}.md`, folder), 'utf8');

describe('the closed list of problem codes', () => {
  it('is the list of the design with its statuses', () => {
    const expected = Object.entries(wire).flatMap(([status, list]) =>
      list.split(' ').map((code) => [code, Number(status)] as const),
    );

    const present = codes.map((code) => [code, problemCodes[code].status] as const);

    expect(Object.fromEntries(present)).toEqual(Object.fromEntries(expected));
  });

  it('gives each code a title of its own, without a full stop', () => {
    const titles = codes.map((code): string => problemCodes[code].title);

    expect(new Set(titles).size).toBe(titles.length);
    expect(titles.filter((title) => title === '' || title.endsWith('.'))).toEqual([]);
  });

  it('titles validation_failed as the design does', () => {
    expect(problemCodes.validation_failed.title).toBe('The request is not valid');
  });

  it('has each code that an endpoint announces', () => {
    const unknown = endpoints.flatMap((row) => row.problems).filter((code) => !(code in problemCodes));

    expect(unknown).toEqual([]);
  });
});

describe('the pages in docs/problems', () => {
  it('are one for each code and each result, and none more', () => {
    const pages = readdirSync(folder).sort();

    const wanted = [...codes, ...results].map((code) => `${code}.md`);
    const missing = wanted.filter((page) => !pages.includes(page)).map((page) => `Write docs/problems/${page}.`);
    const strays = pages.filter((page) => !wanted.includes(page)).map((page) => `Remove docs/problems/${page}.`);
    expect([...missing, ...strays]).toEqual([]);
  });

  it('are the ones that the service serves', () => {
    const onDisk = Object.fromEntries([...codes, ...results].map((code) => [code, pageOf(code)]));

    expect({ ...problemPages }).toEqual(onDisk);
  });

  it.each(codes)('say the title, the status and what to do about %s', (code) => {
    const page = pageOf(code);

    expect(page.startsWith(`# ${problemCodes[code].title}\n`)).toBe(true);
    expect(page).toContain(`Status ${problemCodes[code].status}, \`code\` is \`${code}\`.`);
    expect(page).toMatch(/## What to do\n\n- /);
  });

  it.each(results)('say that %s is a result, not a status', (code) => {
    expect(pageOf(code)).toContain(`\`${code}\` is a result, never the status of an answer.`);
  });
});

describe('Problem', () => {
  it('knows its status by its code', () => {
    expect(new Problem('last_owner', 'Make somebody else an owner first.').status).toBe(409);
  });

  it('keeps its cause', () => {
    const cause = new Error('why');

    expect(new Problem('internal', 'x', { cause }).cause).toBe(cause);
  });

  it('has no cause where none was given', () => {
    expect('cause' in new Problem('internal', 'x')).toBe(false);
  });

  it('puts the name of the field into the detail of a single field at fault', () => {
    const problem = invalidField('#/environmentId', 'is not an environment of this project');

    expect(problem.code).toBe('validation_failed');
    expect(problem.message).toBe('environmentId: is not an environment of this project.');
    expect(problem.errors).toEqual([{ pointer: '#/environmentId', detail: 'is not an environment of this project' }]);
  });
});
