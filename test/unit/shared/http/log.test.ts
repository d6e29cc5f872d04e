import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { errorFields, log } from '#shared/http/log.ts';
import { logDelivery } from '#shared/http/log-delivery.ts';
import { eventOf } from './event-of.ts';

const captured = (write: () => void): string => {
  const spy = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  write();
  const text = spy.mock.calls.map(([chunk]) => String(chunk)).join('');
  spy.mockRestore();
  return text;
};

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name });

describe('errorFields', () => {
  it('tells the name and where it happened', () => {
    const fields = errorFields(new TypeError('x'));

    expect(fields.error).toBe('TypeError');
    expect(fields.at).toMatch(/log\.test\.ts:\d+:\d+/);
  });

  it('tells the name of the cause', () => {
    expect(errorFields(new Error('x', { cause: new RangeError('y') })).cause).toBe('RangeError');
    expect(errorFields(new Error('x', { cause: 'a text' }))).not.toHaveProperty('cause');
  });

  it('never tells a message, whatever it holds: lines, frames, or the word Error', () => {
    const secret = 's3cr3t';
    const message = fc
      .array(
        fc.constantFrom(
          secret,
          '\n',
          '    at ',
          'Error',
          ': ',
          ' (',
          ')',
          'file:///x.ts',
          ':1:2',
          `\n    at ${secret} (a.ts:1:2)\n`,
          '\r',
        ),
      )
      .map((parts) => `${parts.join('')}${secret}`);
    fc.assert(
      fc.property(message, message, (text, ofCause) => {
        const fields = errorFields(new Error(text, { cause: new Error(ofCause) }));
        expect(JSON.stringify(fields)).not.toContain(secret);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['a text', 's3cr3t', 'string'],
    ['an object', { message: 's3cr3t' }, 'object'],
    ['null', null, 'object'],
    ['undefined', undefined, 'undefined'],
  ])('tells of %s that was thrown no more than its type', (_what, thrown, type) => {
    expect(errorFields(thrown)).toEqual({ error: type });
  });

  it('tells the code that the system or Node gave, and no other', () => {
    expect(errorFields(Object.assign(new Error('x'), { code: 'ECONNREFUSED' })).errorCode).toBe('ECONNREFUSED');
    for (const code of ['s3cr3t', 'E', 'EXAMPLE s3cr3t', 42, null]) {
      expect(errorFields(Object.assign(new Error('x'), { code }))).not.toHaveProperty('errorCode');
    }
  });

  it('tells what a role may not do: whoever runs the service needs just that', () => {
    const error = named('AccessDeniedException', `not authorized to perform: dynamodb:Scan ${'x'.repeat(1000)}`);

    const { denied } = errorFields(error);

    expect(denied).toContain('dynamodb:Scan');
    expect(denied?.length).toBe(500);
  });

  it.each(['ResourceNotFoundException', 'ValidationException', 'Error', 'Problem'])(
    'does not tell the message of a %s',
    (name) => {
      expect(JSON.stringify(errorFields(named(name, 's3cr3t')))).not.toContain('s3cr3t');
    },
  );

  it('bears an error without a stack', () => {
    const error = new Error('s3cr3t');
    delete error.stack;

    expect(errorFields(error)).toEqual({ error: 'Error', at: '' });
  });
});

describe('log', () => {
  it('writes one JSON line to standard error', () => {
    const text = captured(() => log('info', 'request', { status: 200, code: null }));

    expect(text).toBe('{"level":"info","message":"request","status":200,"code":null}\n');
  });

  it('stays one line whatever text comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const text = captured(() => log('warn', 'x', { value: `${value}\r\n\u2028` }));
        expect(text.indexOf('\n')).toBe(text.length - 1);
        expect(JSON.parse(text)).toMatchObject({ value: `${value}\r\n\u2028` });
      }),
    );
  });
});

describe('the log line of a delivery', () => {
  const at = new Date().toISOString();
  const event = eventOf({
    method: 'POST',
    rawPath: '/api/webhooks/github/HOOKID',
    body: 'BODY',
    headers: { 'x-hub-signature-256': 'sha256=SIGNATURE', 'user-agent': 'AGENT' },
    pathParameters: { provider: 'github', hookId: 'HOOKID' },
  });

  it('has at most 400 bytes where it was accepted', () => {
    const id = '01J00000000000000000000000';
    const fields = { deliveryId: `dlv_${id}`, decision: 'duplicate', project: `prj_${id}`, organization: `org_${id}` };

    const text = captured(() => logDelivery(event, at, 202, fields));

    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(400);
    expect(JSON.parse(text)).toMatchObject({ level: 'info', message: 'delivery', status: 202, ...fields });
  });

  it('holds nothing of body, signature, headers or URL', () => {
    const text = captured(() => logDelivery(event, at, 401, { reason: 'signature' }));

    expect(text).not.toMatch(/BODY|SIGNATURE|HOOKID|AGENT/);
  });

  it('names the sender of a refused one and is a warning', () => {
    const text = captured(() => logDelivery(event, at, 401, {}));

    expect(JSON.parse(text)).toMatchObject({ level: 'warn', message: 'delivery refused', sourceIp: '127.0.0.1' });
  });

  it('is an error where we failed, without the message', () => {
    const text = captured(() => logDelivery(event, at, 503, {}, new TypeError('s3cr3t')));

    expect(JSON.parse(text)).toMatchObject({ level: 'error', error: 'TypeError' });
    expect(text).not.toContain('s3cr3t');
  });

  it('cuts the name of a provider that nobody knows', () => {
    const long = eventOf({ pathParameters: { provider: 'p'.repeat(5000) } });

    const text = captured(() => logDelivery(long, at, 401, {}));

    expect(text.length).toBeLessThan(400);
  });
});
