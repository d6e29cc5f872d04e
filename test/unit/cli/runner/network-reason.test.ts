import { describe, expect, it } from 'vitest';
import { fetchFailure } from '../../../../cli/runner/fetch-failure.ts';
import { networkReason } from '../../../../cli/runner/network-reason.ts';

describe('networkReason', () => {
  // As git 2.39 with OpenSSH 9.2 and curl writes them.
  it.each([
    ['ssh: Could not resolve hostname git.acme.invalid: Name or service not known', /^has a name .*DNS/],
    ["fatal: unable to access 'https://x/': Could not resolve host: git.acme.invalid", /^has a name/],
    ['ssh: connect to host 127.0.0.1 port 1: Connection refused', /^refuses the connection. Check its port/],
    ['ssh: connect to host 10.0.0.1 port 22: Connection timed out', /^does not answer in time.*firewall/],
    ['ssh: connect to host 10.0.0.1 port 22: No route to host', /network/],
    [
      "fatal: unable to access 'https://x/': server certificate verification failed. CAfile: none CRLfile: none",
      /authority.*GIT_SSL_CAINFO/,
    ],
    ['SSL certificate problem: unable to get local issuer certificate', /authority.*GIT_SSL_CAINFO/],
    ['SSL certificate problem: self-signed certificate in certificate chain', /authority.*GIT_SSL_CAINFO/],
    ['SSL certificate problem: certificate has expired', /expired/],
    ["SSL: no alternative certificate subject name matches target host name 'x'", /another name/],
    ['Received HTTP code 403 from proxy after CONNECT', /HTTPS_PROXY.*NO_PROXY/],
    ['CONNECT tunnel failed, response 407', /HTTPS_PROXY.*NO_PROXY/],
    [
      'Unable to negotiate with 127.0.0.1 port 22: no matching key exchange method found. Their offer: diffie-hellman-group1-sha1',
      /^offers for the key exchange method only diffie-hellman-group1-sha1/,
    ],
  ])('explains %s', (stderr, said) => {
    expect(networkReason(`remote: hello\n${stderr}\nfatal: Could not read from remote repository.\n`)).toMatch(said);
  });

  it.each(['', 'Permission denied (publickey).', 'ERROR: Repository not found.', 'fatal: early EOF'])(
    'leaves to others: %j',
    (stderr) => {
      expect(networkReason(stderr)).toBeNull();
    },
  );
});

describe('fetchFailure', () => {
  it('says what to change, then to deploy again', () => {
    expect(fetchFailure({ stderr: 'ssh: connect to host h port 22: Connection refused' }).message).toBe(
      'repository_unreachable: the Git server refuses the connection. Check its port, and that it runs. Then redeploy.',
    );
  });
});
