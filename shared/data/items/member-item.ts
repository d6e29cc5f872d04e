import { recordFromItem } from '#shared/data/table/item.ts';
import type { MemberRecord } from '#shared/domain/records/member.ts';

/** Reads a member's item. */
export const memberFromItem = (item: Record<string, unknown>): MemberRecord => recordFromItem<MemberRecord>(item);
