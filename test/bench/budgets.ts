/** What may be spent at most. Source: design §11; issue 3, "What it must show" 14; issue 5, 7. */
export const budgets = {
  /** Module init, as a multiple of the bare document client's. */
  init: { receiver: 1.15, api: 1.35 },
  /** CPU of a mapped push of 8.8 KB, AWS stubbed, as a multiple of the bare HMAC's. */
  receiverCpu: 5,
  /** One match of a branch pattern that is made to take long, in milliseconds. */
  hostileGlobMs: 1,
  load: {
    faults: 0,
    /** How much larger the process may be after the second half of the requests than after the first. */
    growth: 1.3,
  },
} as const;
