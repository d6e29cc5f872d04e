import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizeEmail } from '#shared/domain/access/email.ts';

describe('the form of an e-mail address', () => {
  it.each([
    ['Mona@ACME.example', 'mona@acme.example'],
    ['mona+odoo@acme.example', 'mona+odoo@acme.example'],
    ['m.o.n.a@acme.example', 'm.o.n.a@acme.example'],
    ['mona@bücher.example', 'mona@xn--bcher-kva.example'],
    ['mona@xn--bcher-kva.example', 'mona@xn--bcher-kva.example'],
    ["o'hara@acme.example", "o'hara@acme.example"],
    [`${'a'.repeat(64)}@acme.example`, `${'a'.repeat(64)}@acme.example`],
  ])('of %s is %s', (text, normal) => {
    expect(normalizeEmail(text)).toBe(normal);
  });

  it.each([
    ['', 'nothing'],
    ['mona', 'no domain'],
    ['@acme.example', 'no local part'],
    ['mona@', 'no domain'],
    ['mona@localhost', 'a domain of one label'],
    ['mona@127.0.0.1', 'an IPv4 address'],
    ['mona@2130706433.1', 'a number for a last label'],
    ['mona@[::1]', 'an IPv6 address'],
    ['mona@acme.example.', 'a dot at the end'],
    ['mona@acme..example', 'an empty label'],
    ['mona@-acme.example', 'a label that begins with a dash'],
    ['mona@acme.example:25', 'a port'],
    ['mona@acme.example/x', 'a path'],
    ['mona@%61cme.example', 'an escape'],
    ['mona@acme_.example', 'an underscore in the domain'],
    ['mona@ acme.example', 'a space in the domain'],
    [' mona@acme.example', 'a space before it'],
    ['mona@acme.example\n', 'a line break after it'],
    ['mona@evil.example@acme.example', 'two signs'],
    ['.mona@acme.example', 'a dot at the start'],
    ['mo..na@acme.example', 'two dots'],
    ['"mona"@acme.example', 'quotes'],
    ['Mona <mona@acme.example>', 'a display name'],
    ['mıke@acme.example', 'a dotless i in the local part'],
    ['ｍike@acme.example', 'a full-width letter in the local part'],
    ['mi\u212ae@acme.example', 'the Kelvin sign in the local part'],
    ['mona@ａcme.example', 'a full-width letter in the domain'],
    ['mona@acme。example', 'an ideographic full stop'],
    ['mona@BÜCHER.example', 'a capital beyond ASCII'],
    ['mona@bu\u0308cher.example', 'a letter in two code points'],
    ['mona@ac\u00adme.example', 'a soft hyphen'],
    ['mona@ac\u200bme.example', 'an invisible space'],
    [`${'a'.repeat(65)}@acme.example`, 'a local part of 65 characters'],
    [`a@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.${'e'.repeat(63)}.example`, '255 characters and more'],
  ])('there is none of %j: %s', (text) => {
    expect(normalizeEmail(text)).toBeNull();
  });

  it('does not change once it is one', () => {
    const address = fc.oneof(
      fc.emailAddress(),
      fc.string({ unit: 'binary' }).map((text) => `mona@${text}.example`),
    );
    fc.assert(
      fc.property(address, (text) => {
        const normal = normalizeEmail(text);
        fc.pre(normal !== null);
        expect(normalizeEmail(normal)).toBe(normal);
        expect(normal).toMatch(/^[\x21-\x7e]+$/);
      }),
      { numRuns: 100 },
    );
  });
});
