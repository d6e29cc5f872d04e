import { describe, expect, it } from 'vitest';
import { describeFailure } from '#shared/network/describe-failure.ts';
import { CallFailed } from '#shared/network/guarded-fetch.ts';
import { AddressRefused } from '#shared/network/guarded-lookup.ts';

const coded = (code: string): Error => Object.assign(new Error('connect 10.0.0.7:22 s3cr3t'), { code });

describe('describeFailure', () => {
  it.each([
    [coded('ECONNREFUSED'), /^refuses the connection: .*port/],
    [coded('ENOTFOUND'), /^has a name that no address is known for: check its spelling, .*DNS/],
    [coded('EAI_AGAIN'), /^could not be resolved at the moment: try again/],
    [coded('ECONNRESET'), /^closed the connection: /],
    [coded('EHOSTUNREACH'), /^cannot be reached over the network: .*routes/],
    [coded('ETIMEDOUT'), /^does not answer in time: .*firewall/],
    [coded('CERT_HAS_EXPIRED'), /^has a TLS certificate that has expired: have it renewed$/],
    [coded('ERR_TLS_CERT_ALTNAME_INVALID'), /^has a TLS certificate for another name: /],
    [coded('DEPTH_ZERO_SELF_SIGNED_CERT'), /^has a TLS certificate that no known authority signed: .*caBundle/],
    [coded('UNABLE_TO_GET_ISSUER_CERT_LOCALLY'), /^has a TLS certificate that no known authority signed: .*caBundle/],
    [coded('ERR_PROXY_TUNNEL'), /^is not let through by the proxy of HTTPS_PROXY: .*NO_PROXY$/],
    [coded('ERR_PROXY_INVALID_CONFIG'), /^is not called, because HTTPS_PROXY .*correct it there$/],
    [new AddressRefused('x'), /^resolves to an address that oCore does not connect to$/],
    [new CallFailed('x', { cause: coded('ECONNREFUSED') }), /^refuses the connection: /],
    [new CallFailed('x', { cause: new DOMException('x', 'TimeoutError') }), /^does not answer in time: /],
    [new AggregateError([coded('ECONNREFUSED')], 'x'), /^gives no usable answer$/],
    [coded('__proto__'), /^gives no usable answer$/],
    [new Error('10.0.0.7 s3cr3t'), /^gives no usable answer$/],
    ['10.0.0.7 s3cr3t', /^gives no usable answer$/],
    [undefined, /^gives no usable answer$/],
  ])('%s', (error, meaning) => {
    expect(describeFailure(error)).toMatch(meaning);
    expect(describeFailure(error)).not.toContain('s3cr3t');
  });

  it('comes to an end where causes go in a circle', () => {
    const error = new Error('x');
    error.cause = error;

    expect(describeFailure(error)).toBe('gives no usable answer');
  });
});
