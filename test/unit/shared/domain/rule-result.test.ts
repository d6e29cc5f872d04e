import { describe, expect, it } from 'vitest';
import { accept, refuse } from '#shared/domain/rule-result.ts';

describe('a ruling', () => {
  it('carries what was accepted', () => {
    expect(accept(7)).toStrictEqual({ ok: true, value: 7 });
  });

  it('carries why it was refused, and at which field', () => {
    expect(refuse('name_taken', 'Choose another.', '#/name')).toStrictEqual({
      ok: false,
      refusal: { code: 'name_taken', detail: 'Choose another.', pointer: '#/name' },
    });
  });

  it('has no pointer where no field is at fault', () => {
    expect(refuse('conflict', 'Too many.')).toStrictEqual({
      ok: false,
      refusal: { code: 'conflict', detail: 'Too many.' },
    });
  });
});
