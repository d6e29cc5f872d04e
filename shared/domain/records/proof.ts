/** How a provider proves a delivery. The hook id decides it, never the request, so that nobody can choose the weaker proof. */
export type Proof = 'body-hmac' | 'signing-token' | 'plain-token';
