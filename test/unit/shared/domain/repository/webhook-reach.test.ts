import { describe, expect, it } from 'vitest';
import { unreachableNote } from '#shared/domain/repository/webhook-reach.ts';

describe('a webhook of a service on this machine', () => {
  it.each(['http://127.0.0.1:4700', 'http://localhost:4700', 'http://[::1]:4700', 'http://127.0.0.2'])(
    'is told to be out of reach of a provider elsewhere: %s',
    (publicUrl) => {
      const note = unreachableNote(publicUrl, 'github.com');
      expect(note).toContain(`github.com cannot reach ${publicUrl}`);
      expect(note).toContain('--public-url');
    },
  );

  it.each([
    ['the provider is on this machine', 'http://127.0.0.1:4700', '127.0.0.1'],
    ['the provider is on this machine, by name', 'http://127.0.0.1:4700', 'localhost'],
    ['the provider has a port of this machine', 'http://127.0.0.1:4700', 'localhost:3000'],
    ['the provider has an IPv6 address of this machine', 'http://127.0.0.1:4700', '[::1]:3000'],
    ['the provider has that address without a port', 'http://127.0.0.1:4700', '[::1]'],
    ['the service has a public address', 'https://ocore.example.com', 'github.com'],
    ['the name only looks like this machine', 'https://localhost.example.com', 'github.com'],
  ])('is within reach where %s', (_, publicUrl, host) => {
    expect(unreachableNote(publicUrl, host)).toBeNull();
  });
});
