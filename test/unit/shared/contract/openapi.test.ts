import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { endpoints } from '#shared/contract/endpoints.ts';
import { buildOpenapi } from '#shared/contract/openapi.ts';
import { problemCodes } from '#shared/contract/problem-code.ts';
import { version } from '#shared/contract/version.ts';

const read = (name: string): string => readFileSync(new URL(`../../../../${name}`, import.meta.url), 'utf8');

const Operation = z.looseObject({
  operationId: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(z.looseObject({ name: z.string(), in: z.string(), required: z.boolean().optional() })).optional(),
  requestBody: z.looseObject({ required: z.boolean().optional() }).optional(),
  responses: z.record(z.string(), z.looseObject({ content: z.record(z.string(), z.unknown()).optional() })),
});
const Document = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({ version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
});

// Through JSON, as a client gets it.
const document = Document.parse(JSON.parse(JSON.stringify(buildOpenapi())));
const operationOf = (path: string, method: string) => document.paths[path]?.[method.toLowerCase()];

describe('the OpenAPI document', () => {
  it('is committed as the contract makes it', () => {
    expect(JSON.parse(read('openapi.json'))).toEqual(JSON.parse(JSON.stringify(buildOpenapi())));
  });

  it('is version 3.1', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
  });

  it('bears the version of package.json, as the service does', () => {
    const { version: ofPackage } = z.looseObject({ version: z.string() }).parse(JSON.parse(read('package.json')));

    expect(version).toBe(ofPackage);
    expect(document.info.version).toBe(ofPackage);
  });

  it('holds every row and nothing else', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => `${method.toUpperCase()} ${path} ${operation.operationId}`),
    );

    expect(operations.sort()).toEqual(endpoints.map((row) => `${row.method} ${row.path} ${row.operationId}`).sort());
  });

  it('has operation ids that are unique', () => {
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map((one) => one.operationId),
    );

    expect(new Set(ids).size).toBe(ids.length);
  });

  it('asks for a token on every row but the public ones', () => {
    const wrong = endpoints.filter(
      (row) => (operationOf(row.path, row.method)?.security.length === 0) !== (row.access === 'public'),
    );

    expect(wrong.map((row) => row.operationId)).toEqual([]);
  });

  it('declares each parameter of a path as required', () => {
    const undeclared = endpoints.flatMap((row) =>
      [...row.path.matchAll(/\{([^}]+)\}/g)]
        .map((match) => match[1])
        .filter(
          (name) =>
            operationOf(row.path, row.method)?.parameters?.some(
              (one) => one.in === 'path' && one.name === name && one.required === true,
            ) !== true,
        )
        .map((name) => `${row.operationId} ${name}`),
    );

    expect(undeclared).toEqual([]);
  });

  it('declares the answers of each row, and a problem for each code that it announces', () => {
    const missing = endpoints.flatMap((row) => {
      const responses = operationOf(row.path, row.method)?.responses ?? {};
      const success = Object.keys(row.responses).filter((status) => responses[status] === undefined);
      const problems = row.problems
        .map((code) => problemCodes[code].status)
        .filter((status) => responses[status]?.content?.['application/problem+json'] === undefined);
      return [...success, ...problems].map((status) => `${row.operationId} ${status}`);
    });

    expect(missing).toEqual([]);
  });

  it('declares 401 and 403 on every row with a token, of a function and of the gateway', () => {
    const missing = endpoints.filter((row) => {
      const responses = operationOf(row.path, row.method)?.responses ?? {};
      if (row.access === 'public') return false;
      return ['401', '403'].some(
        (status) =>
          Object.keys(responses[status]?.content ?? {})
            .sort()
            .join() !== 'application/json,application/problem+json',
      );
    });

    expect(missing.map((row) => row.operationId)).toEqual([]);
  });

  it('declares 400 and 422 wherever it offers an Idempotency-Key', () => {
    const missing = endpoints.filter((row) => {
      const responses = operationOf(row.path, row.method)?.responses ?? {};
      if (row.method !== 'POST' || row.access === 'public') return false;
      return responses['400'] === undefined || responses['422'] === undefined;
    });

    expect(missing.map((row) => row.operationId)).toEqual([]);
  });

  it('offers an Idempotency-Key on every POST with a token and nowhere else', () => {
    const wrong = endpoints.filter((row) => {
      const offered =
        operationOf(row.path, row.method)?.parameters?.some((one) => one.name === 'Idempotency-Key') === true;
      return offered !== (row.method === 'POST' && row.access !== 'public');
    });

    expect(wrong.map((row) => row.operationId)).toEqual([]);
  });
});
