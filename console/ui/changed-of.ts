/**
 * The fields of a body that a person has changed. A form opens with what a list has read some seconds ago: what somebody
 * else has changed since then, in another field, must not be sent back as it was. Pure.
 * @param before the body that the form began with
 */
export const changedOf = <Body extends object>(before: Body, after: Body): Partial<Body> => {
  const known = new Map<string, unknown>(Object.entries(before));
  const changed = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(known.get(name)),
  );
  return Object.fromEntries(changed) as Partial<Body>;
};
