/** What may be spent at most. */
export const budgets = {
  /** Module init, as a multiple of the bare document client's. */
  init: { receiver: 1.15, api: 1.35, withProvider: 1.6 },
  /**
   * CPU of a mapped push of 8.8 KB, AWS stubbed, as a multiple of the bare HMAC's. Octokit's bare receiver takes 2.9, and
   * decides and stores nothing.
   */
  receiverCpu: 9,
  /** One match of a branch pattern that is made to take long, in milliseconds. */
  hostileGlobMs: 1,
  /** Fetch and checkout with the objects of the commit before, as a share of without: bytes and time. */
  secondFetch: 0.25,
  /** The start of the bundled command, as a multiple of that of bare Node. */
  commandStart: 1.6,
  load: {
    faults: 0,
    /** How much larger the process may be after the second half of the requests than after the first. */
    growth: 1.3,
  },
} as const;
