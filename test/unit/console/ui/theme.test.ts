import { describe, expect, it } from 'vitest';
import { theme } from '../../../../console/ui/theme.ts';

describe('the headings', () => {
  it('are the smaller the deeper they stand', () => {
    const { h1, h2, h3, h4 } = theme.headings?.sizes ?? {};
    const sizes = [h1, h2, h3, h4].map((size) => Number.parseFloat(String(size?.fontSize)));

    expect(sizes).toEqual([...new Set(sizes)].sort((one, other) => other - one));
  });
});
