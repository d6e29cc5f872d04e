import type { Condition } from './conditions.ts';

const nameOf = (path: string): string =>
  path
    .split('.')
    .map((part) => `#${part}`)
    .join('.');
const placeholderOf = (path: string): string => `:${path.replaceAll('.', '_')}`;

/**
 * An update that sets fields under a condition.
 * @param fields by path: `a.b` is the field `b` of the map `a`
 * @param options `raisesVersion`: so that writes over the version that was read are refused. `removes`: names of fields
 */
export const setFields = (
  fields: Readonly<Record<string, unknown>>,
  condition: Condition,
  options: { readonly raisesVersion: boolean; readonly removes?: readonly string[] },
) => {
  const paths = Object.keys(fields);
  const { raisesVersion, removes = [] } = options;
  const sets = paths.map((path) => `${nameOf(path)} = ${placeholderOf(path)}`);
  if (raisesVersion) sets.push('#version = #version + :one');
  const names = [...paths.flatMap((path) => path.split('.')), ...(raisesVersion ? ['version'] : [])];
  return {
    UpdateExpression: `SET ${sets.join(', ')}${removes.length === 0 ? '' : ` REMOVE ${removes.join(', ')}`}`,
    ConditionExpression: condition.ConditionExpression,
    ExpressionAttributeNames: {
      ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ...condition.ExpressionAttributeNames,
    },
    ExpressionAttributeValues: {
      ...Object.fromEntries(paths.map((path) => [placeholderOf(path), fields[path]])),
      ...(raisesVersion ? { ':one': 1 } : {}),
      ...condition.ExpressionAttributeValues,
    },
  };
};
