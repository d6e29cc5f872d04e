/** A failure that one sentence explains to the person who started the service: what is wrong, and what to do. */
export class LocalFailure extends Error {
  override readonly name = 'LocalFailure';
}
