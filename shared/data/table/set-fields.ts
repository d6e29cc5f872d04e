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
 * @param options `raisesVersion`: so that writes over the version that was read are refused. `removes`: names of fields.
 * `copies`: fields that take the value that another one had before the update
 */
export const setFields = (
  fields: Readonly<Record<string, unknown>>,
  condition: Condition,
  options: {
    readonly raisesVersion: boolean;
    readonly removes?: readonly string[];
    readonly copies?: Readonly<Record<string, string>>;
  },
) => {
  const paths = Object.keys(fields);
  const { raisesVersion, removes = [], copies = {} } = options;
  const sets = paths.map((path) => `${nameOf(path)} = ${placeholderOf(path)}`);
  for (const [to, from] of Object.entries(copies)) sets.push(`${nameOf(to)} = ${nameOf(from)}`);
  if (raisesVersion) sets.push('#version = #version + :one');
  const names = [...paths, ...Object.entries(copies).flat(), ...(raisesVersion ? ['version'] : [])].flatMap((path) =>
    path.split('.'),
  );
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
