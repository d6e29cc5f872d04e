import { describe, expect, it } from 'vitest';
import { foldName } from '#shared/domain/fold-name.ts';

describe('foldName', () => {
  it('folds the upper and the lower case of every character of Unicode alike, and folding twice changes nothing', () => {
    const wrong: string[] = [];
    for (let point = 0; point <= 0x10ffff; point += 1) {
      if (point >= 0xd800 && point <= 0xdfff) continue;
      const character = String.fromCodePoint(point);
      const folded = foldName(character);
      const alike =
        foldName(character.toUpperCase()) === folded &&
        foldName(character.toLowerCase()) === folded &&
        foldName(folded) === folded;
      if (!alike) wrong.push(`U+${point.toString(16)} ${character}`);
    }
    expect(wrong).toEqual([]);
  });
});
