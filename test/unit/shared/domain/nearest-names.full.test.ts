import { describe, expect, it, vi } from 'vitest';
import { nearestNames } from '#shared/domain/nearest-names.ts';

describe('nearestNames', () => {
  it('compares at most 5,000 of 100,000 long names, and 60 characters of each', () => {
    const many = Array.from({ length: 100_000 }, (_, n) => `feature/${'long-'.repeat(40)}${n}`);
    // One array for each comparison, with a place for each character and one more.
    const rows = vi.spyOn(Array, 'from');

    const nearest = nearestNames(`feature/${'long-'.repeat(40)}x`, many);

    const lengths = rows.mock.calls.map(([row]) => (row as ArrayLike<unknown>).length);
    rows.mockRestore();
    expect(nearest).toHaveLength(3);
    expect(lengths).toHaveLength(5000);
    expect(Math.max(...lengths)).toBe(61);
  });
});
