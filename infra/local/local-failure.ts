/** A failure with a message for the person who starts the service: what is wrong, and what to do. */
export class LocalFailure extends Error {
  override readonly name = 'LocalFailure';
}
