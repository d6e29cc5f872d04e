import { describe, expect, it } from 'vitest';
import { behaviorOf, defaultTrigger } from '#shared/domain/branch-mappings/mapping-behavior.ts';

describe('defaultTrigger', () => {
  it.each([
    ['branch', 'production', 'merge'],
    ['branch', 'staging', 'push'],
    ['branch', 'development', 'push'],
    ['tag', 'production', 'push'],
    ['tag', 'staging', 'push'],
    ['tag', 'development', 'push'],
  ] as const)('of a %s for %s is %s', (refType, type, expected) => {
    expect(defaultTrigger(refType, type)).toBe(expected);
  });
});

describe('behaviorOf', () => {
  it.each([
    ['branch', 'merge', 'Deploy on merge'],
    ['branch', 'push', 'Deploy on push'],
    ['tag', 'push', 'Deploy on tag'],
  ] as const)('calls a %s mapping with trigger %s: %s', (refType, trigger, expected) => {
    expect(behaviorOf({ refType, trigger })).toBe(expected);
  });
});
