import { describe, expect, it } from 'vitest';
import { endpoints } from '#shared/contract/endpoints.ts';
import { isRefName, shortNameAdvice } from '#shared/contract/ref-name.ts';
import { checkPattern } from '#shared/domain/branch-mappings/branch-pattern.ts';

/** The fields of a schema of a body or a query. */
const fieldsOf = (schema: unknown): readonly string[] => {
  const shape = (schema as { readonly shape?: object } | undefined)?.shape;
  return shape === undefined ? [] : Object.keys(shape);
};

/** Every field of the API whose name says that a branch or a tag is typed there. */
const typed = endpoints.flatMap((row) =>
  (['body', 'query'] as const).flatMap((part) => {
    const schema = row[part];
    return fieldsOf(schema)
      .filter((name) => /branch|tag|^ref$/i.test(name))
      .map((name) => [`${row.operationId}.${part}.${name}`, name, schema] as const);
  }),
);

describe('where a branch or a tag is typed', () => {
  it('is known: a new place is looked at here', () => {
    expect(typed.map(([place]) => place).sort()).toEqual([
      'connectRepository.body.branch',
      'createBranchMapping.body.branchPattern',
      'createEnvironment.body.branch',
      // Patterns, as of a mapping.
      'createEnvironment.body.branches',
      // A delivery has a full ref.
      'listDeliveries.query.ref',
      'listDeployments.query.branch',
      'simulatePush.body.branch',
      'simulatePush.body.tag',
      'startDeployment.body.branch',
      'startDeployment.body.tag',
      'updateBranchMapping.body.branchPattern',
      'updateEnvironment.body.branches',
      'updateRepository.body.branch',
    ]);
  });

  it.each(typed.filter(([, name]) => name === 'branch' || name === 'tag'))(
    '%s refuses a full ref',
    (_place, name, schema) => {
      const parsed = schema?.safeParse({ [name]: name === 'tag' ? 'refs/tags/v1' : 'refs/heads/main' });

      const messages = parsed?.error?.issues.filter(({ path }) => path[0] === name).map(({ message }) => message);
      expect(messages).toEqual([shortNameAdvice]);
    },
  );

  it.each(['refs/heads/main', 'refs/tags/v*', 'refs/**'])('a pattern refuses a full ref: %s', (pattern) => {
    expect(checkPattern(pattern, isRefName)).toMatchObject({
      ok: false,
      refusal: { detail: shortNameAdvice },
    });
  });
});
