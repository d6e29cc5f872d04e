import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Source: docs/design/console.md, "The start link". */
const lifeMs = 10 * 60_000;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The code of a start link: 256 random bits, for one use within 10 minutes. It is in memory alone. */
export class StartCode {
  readonly text = randomBytes(32).toString('base64url');
  readonly #now: () => number;
  readonly #until: number;
  #isUsed = false;

  /** @param now milliseconds since 1970 */
  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.#until = now() + lifeMs;
  }

  /** Uses the code up. @returns false if it is another one, was used, or is too old */
  spend(given: string): boolean {
    const isRight = timingSafeEqual(digest(given), digest(this.text));
    if (!isRight || this.#isUsed || this.#now() >= this.#until) return false;
    this.#isUsed = true;
    return true;
  }
}
