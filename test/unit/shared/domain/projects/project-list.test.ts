import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isListed, positionText, readPosition } from '#shared/domain/projects/project-list.ts';
import { past, projectRecord } from '#test/fixtures/records.ts';

const phase = fc.constantFrom('open', 'archived', 'granted', 'name');

describe('a position of the project list', () => {
  it('is read again as it was written, whatever its row', () => {
    fc.assert(
      fc.property(phase, fc.option(fc.string({ minLength: 1 })), phase, (where, after, first) => {
        const position = { phase: where, after };
        expect(readPosition(positionText(position), first)).toEqual(position);
      }),
    );
  });

  it('is the first one where nothing was written', () => {
    expect(readPosition('', 'name')).toEqual({ phase: 'name', after: null });
  });

  it.each(['nonsense/x', 'OPEN/x', '/x', 'toString/x', 'open2'])('is the first one where %j was written', (text) => {
    expect(readPosition(text, 'open')).toEqual({ phase: 'open', after: null });
  });

  it('is the begin of its phase where no row is named', () => {
    expect(readPosition('granted/', 'open')).toEqual({ phase: 'granted', after: null });
    expect(readPosition('granted', 'open')).toEqual({ phase: 'granted', after: null });
  });
});

describe('isListed', () => {
  it.each([
    [null, false, true],
    [null, true, true],
    [past, false, false],
    [past, true, true],
  ])('of a project archived at %s, archived ones included %s, is %s', (archivedAt, includeArchived, expected) => {
    expect(isListed(projectRecord({ archivedAt }), includeArchived)).toBe(expected);
  });
});
