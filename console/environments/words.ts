import type { Approval, Environment } from '#shared/contract/environment.ts';

export const approvalWords: Readonly<Record<Approval, string>> = {
  none: 'Nobody has to approve',
  required: 'Somebody approves',
  required_from_another: 'Somebody else approves',
};

/** "main, on merge"; "release/*, on push". */
export const mappingWords = ({ refType, branchPattern, trigger }: Environment['mappings'][number]): string =>
  refType === 'tag' ? `tag ${branchPattern}` : `${branchPattern}, on ${trigger}`;

/** Patterns as people type them: with commas, spaces or line breaks between them. */
export const patternsOf = (text: string): string[] => text.split(/[\s,]+/).filter((pattern) => pattern !== '');
