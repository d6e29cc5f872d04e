import { describe, expect, it } from 'vitest';
import { withChosen } from '../../../../console/ui/options.ts';

const a = { value: 'a', label: 'A' };
const b = { value: 'b', label: 'B' };

describe('the choices of a list', () => {
  it('are those that were read, where the chosen one is among them', () => {
    expect(withChosen([a, b], { value: 'b', label: 'An older name' })).toEqual([a, b]);
  });

  it('begin with the chosen one, where it is not among them', () => {
    expect(withChosen([a], b)).toEqual([b, a]);
    expect(withChosen([], b)).toEqual([b]);
  });

  it('are those that were read, where nothing is chosen', () => {
    expect(withChosen([a], null)).toEqual([a]);
  });
});
