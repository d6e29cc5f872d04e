/**
 * How a provider proves a delivery. The hook id fixes the kind of proof. The request cannot, so an attacker cannot
 * choose a weaker one.
 */
export type Proof = 'body-hmac' | 'signing-token' | 'plain-token';
