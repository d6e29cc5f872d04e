/** The person who requested a deployment: a principal and, for an API key, the creator of the key. */
export type Requester = { readonly id: string; readonly creatorId: string | null };
